"""The rules: pure functions from a command and the present state to facts, or to a refusal."""
