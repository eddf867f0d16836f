"""The platform in containers: what makes a set of them ready, and asks whether one is."""
