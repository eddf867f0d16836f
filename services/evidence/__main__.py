"""`python -m services.evidence` runs the service."""

from services.evidence.main import main

if __name__ == "__main__":
    main()
