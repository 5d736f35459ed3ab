"""Telephone calls under way: where each stands, sealed, and what its events were answered."""
