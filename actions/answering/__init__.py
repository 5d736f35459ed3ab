"""Answering questions: deciding what a message asks, answering it, and what to do when unsure."""
