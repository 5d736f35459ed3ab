"""Text messages: queued with what they follow from, sent by the operator's own SMS service, only after consent."""
