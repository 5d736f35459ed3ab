"""Complaint intake: from a story told in a person's own words to a summary they confirm."""
