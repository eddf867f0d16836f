"""A sign-in for development on one machine: OpenID Connect without passwords.

It speaks exactly what a real issuer speaks, so that services need no second way in; it refuses to
start outside development, and only this machine can reach it.
"""
