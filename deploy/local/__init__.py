"""The whole platform on one machine, without containers: for development and demonstration."""
