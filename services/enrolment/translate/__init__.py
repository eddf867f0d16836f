"""Files of others into our own words, and nothing else."""
