"""Figures as sentences a person could say aloud: pure functions of a row and a language."""
