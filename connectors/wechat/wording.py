"""What people on WeChat read that nobody else does. Sentences of the assistant itself are in domain.yml."""

SOURCES = "依据："  # before the laws an answer rests on
