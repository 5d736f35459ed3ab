"""Exactly once: a request under a known Idempotency-Key gets its first answer again."""
