"""From a location message to a place with a name. Coordinates go in and are kept nowhere."""

import asyncio
from dataclasses import dataclass

from desk.places.boundaries import prefecture_at
from desk.places.divisions import names_a_city, official_name, place_at_start

# Metres. The page sends two decimals (up to 800 m off), and Chinese maps shift points by up to 700 m (GCJ-02).
LEAST_UNCERTAINTY = 1_500.0
MOST_UNCERTAINTY = 50_000.0  # further off it is a guess from the network, which a person's word beats


@dataclass(frozen=True)
class Location:
    """A point in degrees (WGS 84 or GCJ-02), how far it may be off in metres, and what the channel calls it.

    label: an address, as WeChat sends it with a location (吉林省长春市朝阳区工农大路1128号), or a shop's name.
    """

    latitude: float
    longitude: float
    accuracy: float = 0.0
    label: str | None = None


def place_of(location: Location) -> str | None:
    """The official name of the place, at least a prefecture, at most a county; None: ask the person.

    The label goes first: it was chosen or seen by the person, and names the district too.
    """
    named = place_at_start(location.label or "")
    if named is None or not names_a_city(named):
        named = _pointed_at(location)
    return official_name(named) if named else None


def _pointed_at(location: Location) -> str | None:
    if location.accuracy > MOST_UNCERTAINTY:
        return None
    within = max(location.accuracy, LEAST_UNCERTAINTY)
    return prefecture_at(location.latitude, location.longitude, within)


async def find_place(location: Location) -> str | None:
    """As place_of, in a thread: the first look-up reads the boundaries."""
    return await asyncio.to_thread(place_of, location)
