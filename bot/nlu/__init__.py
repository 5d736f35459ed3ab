"""How the brain understands a message: normalise, encode, classify."""
