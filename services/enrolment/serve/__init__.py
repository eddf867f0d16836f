"""The doors for people and their programs: parse, authorise, decide once, answer."""
