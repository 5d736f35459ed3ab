"""How people reach the assistant; one room a channel."""
