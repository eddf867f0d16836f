"""The geometry of charts: numbers to places, so that templates only draw."""
