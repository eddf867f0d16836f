"""`python -m services.enrolment` runs the service."""

from services.enrolment.main import main

if __name__ == "__main__":
    main()
