"""Turns looked at again by people, their corrections, and what the assistant is taught from them."""
