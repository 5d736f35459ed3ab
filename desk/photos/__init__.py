"""Photographs as forms: the text on an uploaded picture, read off the turn's path by a process of its own."""
