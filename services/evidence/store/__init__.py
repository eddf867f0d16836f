"""Where evidence keeps things in MongoDB; the tenant is the first argument of every method."""
