"""Custom actions of the assistant: answering, complaint intake, filing, progress, hand-off."""
