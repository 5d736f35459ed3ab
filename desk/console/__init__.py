"""The console: what staff of the association or the market regulator work in. HTML under /console."""

from desk.console.install import install

__all__ = ["install"]
