"""/console/review: all pages of the area, registered by being imported."""

from desk.console.review import batches, drafts, items, topics
from desk.console.review.area import blueprint

__all__ = ["batches", "blueprint", "drafts", "items", "topics"]
