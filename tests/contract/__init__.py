"""Contracts as committed: the language, its readers, and outsiders who speak it."""
