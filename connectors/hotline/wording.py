"""What a caller hears, apart from what the assistant itself says. Short sentences; no figures but keys."""

PRESS = "按{key}，{title}"
PRESS_FOR_HUMAN = "转人工按0"
THIS = "这一项"
SOURCE = "依据是{source}。"
SOURCES = "依据是{source}，另有{more}处规定。"
