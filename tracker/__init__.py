"""What Askwatch means: nouns, rules and words. No input, no output, no clock."""
