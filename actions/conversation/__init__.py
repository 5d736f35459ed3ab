"""Acts about the conversation itself: hand-off, erasure, and what is said in between an intake."""
