"""From a location message to a place with a name. Coordinates go in and are kept nowhere."""

import asyncio
from dataclasses import dataclass

from desk.places.boundaries import prefecture_at, prefectures_near
from desk.places.divisions import (
    Beginning,
    is_elsewhere,
    lies_in,
    names_a_city,
    official_name,
    place_at_start,
)

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
    accuracy: float | None = None  # not told
    label: str | None = None


def place_of(location: Location) -> str | None:
    """The official name of the place, at least a prefecture, at most a county; None: ask the person.

    The label goes first where it can only be an address: it was chosen or seen by the person, and names the
    district too. A city's name alone may be a shop's (长春市烤鸭店 in 沈阳): then the point must lie there.
    """
    named = place_at_start(location.label or "")
    if named and is_elsewhere(named.code):
        return None
    code = named.code if named and _is_believed(named, location) else _pointed_at(location)
    return official_name(code) if code else None


def _is_believed(named: Beginning, location: Location) -> bool:
    if not names_a_city(named.code):
        return False
    return named.is_chain or any(lies_in(named.code, prefecture) for prefecture in _near(location))


def _near(location: Location) -> frozenset[str]:
    within = _uncertainty(location)
    known = within <= MOST_UNCERTAINTY
    return prefectures_near(location.latitude, location.longitude, within) if known else frozenset()


def _pointed_at(location: Location) -> str | None:
    within = _uncertainty(location)
    known = within <= MOST_UNCERTAINTY
    return prefecture_at(location.latitude, location.longitude, within) if known else None


def _uncertainty(location: Location) -> float:
    return max(location.accuracy or 0.0, LEAST_UNCERTAINTY)


async def find_place(location: Location) -> str | None:
    """As place_of, in a thread: the first look-up reads the boundaries."""
    return await asyncio.to_thread(place_of, location)
