"""To come: match."""
