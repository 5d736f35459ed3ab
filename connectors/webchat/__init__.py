"""Web chat: a phone-first page and the API under it."""

from connectors.webchat.install import install

__all__ = ["install"]
