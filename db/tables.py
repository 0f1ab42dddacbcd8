"""The tables; private to this package."""
