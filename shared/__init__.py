"""What the three services share: the language they speak and the way they run."""
