"""What happens in the year, by subject; each adds dated acts to one script."""
