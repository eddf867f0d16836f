"""`python -m services.evidence` runs the service."""

from services.evidence.main import main

main()
