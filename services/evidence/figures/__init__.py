"""What the state of a school means: every figure as a pure function, one rule in one place."""
