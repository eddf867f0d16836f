"""What might suit one teacher, and why: pure rules, each with a code, a weight and words.

No model and no hidden score: a recommendation's weight is the sum of its reasons, every reason is
told with what it counted, and `reasons.toml` has all weights with why they are as they are.
"""
