"""The rules of feedback as sentences, and how it reads what comes in."""
