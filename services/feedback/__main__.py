"""`python -m services.feedback` runs the service."""

from services.feedback.main import main

if __name__ == "__main__":
    main()
