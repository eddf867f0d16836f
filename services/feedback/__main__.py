"""Runs the service: `python -m services.feedback`."""

from services.feedback.main import main

if __name__ == "__main__":
    main()
