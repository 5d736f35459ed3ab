"""Telling consumers what became of their cases, through the channel they came by, in plain words."""
