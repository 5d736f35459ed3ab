"""What happened in conversations, for whoever watches: durable, numbered, with ids only."""
