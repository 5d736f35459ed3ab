"""One-time tokens by which a person goes on with their conversation on another channel."""
