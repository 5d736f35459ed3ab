"""Pictures of what people see: of the chat page with the real brain, of the console with a made-up office."""
