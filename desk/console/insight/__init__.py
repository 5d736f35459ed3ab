"""The console's area of numbers: what was asked, what was answered, what became of it."""
