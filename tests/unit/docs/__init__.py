"""The documentation is held against the code, so that it cannot lie."""
