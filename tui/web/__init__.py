"""The dashboard in a browser, behind a guard."""
