"""What Askwatch does: fetch, read, match, mail, schedule."""
