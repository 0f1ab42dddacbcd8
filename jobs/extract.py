"""To come: extract."""
