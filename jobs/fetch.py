"""To come: fetch."""
