"""Places: where a person is, from a location message, as officially named and no more exact than needed."""

from desk.places.service import Location, find_place

__all__ = ["Location", "find_place"]
