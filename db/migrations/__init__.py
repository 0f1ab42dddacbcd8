"""Steps from one shape of the tables to the next."""

HEAD = "0020"
"""The revision that this version needs; revisions are numbered in order."""
