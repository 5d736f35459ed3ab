"""Who works in the console."""
