"""Open SQLite the way Askwatch needs it."""
