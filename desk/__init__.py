"""The desk: it owns conversations and cases; Rasa is only asked what to say."""
