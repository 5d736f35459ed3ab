"""Delivering what a conversation says to people whose channel does not read it by itself."""
