"""What services may say to each other. Imports pydantic and the standard library, nothing else."""
