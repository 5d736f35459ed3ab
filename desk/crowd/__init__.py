"""How many messages wait for an answer, and whether one more is taken: a rush has an end that people are told."""

from desk.crowd.crowd import Crowd, Crowded

__all__ = ["Crowd", "Crowded"]
