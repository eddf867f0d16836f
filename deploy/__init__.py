"""What installs and runs the platform."""
