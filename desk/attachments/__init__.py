"""Evidence people send: sniffed, images re-encoded without metadata, sealed in a folder."""
