"""HTTP: the API and the pages; they parse, ask the desk, and show."""
