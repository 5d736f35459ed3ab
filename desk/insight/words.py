"""What a person typed, opened to be counted and grouped, and kept nowhere."""

from desk.conversations.messages import Body
from desk.conversations.model import Message
from desk.privacy.vault import SealBroken, Vault

SHORTEST = 2  # characters of a question


def typed(vault: Vault, message: Message) -> str:
    """What the person typed; empty for a tapped button, a picture alone, and what is erased or cannot be opened."""
    try:
        body = Body.model_validate_json(vault.open(message.sealed_body))
    except SealBroken:
        return ""
    text = (body.text or "").strip()
    return text if body.payload is None and len(text) >= SHORTEST else ""
