"""How any service runs. No word of the domain: nothing here knows what a school is."""
