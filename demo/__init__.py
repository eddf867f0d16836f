"""The demonstration: a stand-in for a platform of lessons, and people who follow a script."""
