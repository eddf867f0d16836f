"""A teacher's own portfolio, pure: what a year adds up to, certificates as credentials, a bundle.

Nothing here reads a store, asks another service or looks at a clock.
"""
