"""A second, naive implementation of the figures, written from the design pages alone."""
