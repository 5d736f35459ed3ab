"""Word lists written as plain text, one blank between words, so that they can be read and edited."""


def vocabulary(text: str) -> tuple[str, ...]:
    return tuple(text.split())
