"""The two CSV files of the register, decoded line by line: every bad cell is found at once. Pure.

agencies: code, name, kind, level, region_code, parent_code, phone, matters, active, source.
platform homes: platform, operator, region_code, source. The heading tells which one it is. UTF-8, with or without a
byte order mark, or GB18030, in which spreadsheets in China save. `matters` and `phone` take several values, separated
by semicolons; an empty `active` is true.
"""

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from desk.agencies.kinds import COUNTRY, AgencyKind, Level, level_of
from desk.agencies.register import platform_key
from desk.agencies.wording import ROW_PROBLEMS
from desk.errors import FieldError
from desk.places.divisions import is_elsewhere, official_name

AGENCY_COLUMNS = (
    "code",
    "name",
    "kind",
    "level",
    "region_code",
    "parent_code",
    "phone",
    "matters",
    "active",
    "source",
)
HOME_COLUMNS = ("platform", "operator", "region_code", "source")
HEADINGS = (AGENCY_COLUMNS, HOME_COLUMNS)
OPTIONAL = frozenset({"parent_code", "phone", "matters", "active"})
LONGEST = {
    "code": 64,
    "name": 100,
    "phone": 100,
    "source": 200,
    "platform": 100,
    "operator": 200,
}  # characters
YES_OR_NO = {"true": True, "1": True, "": True, "false": False, "0": False}

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PHONE = re.compile(r"\d{3,12}(?:-\d{2,12}){0,3}")
_SEPARATOR = re.compile(r"[;；]")


@dataclass(frozen=True)
class AgencyRow:
    """A line that can be used; line: where it stands in the file, from 1."""

    line: int
    code: str
    name: str
    kind: AgencyKind
    level: Level
    region_code: str
    parent_code: str | None
    phone: str | None
    matters: tuple[str, ...]
    active: bool
    source: str


@dataclass(frozen=True)
class HomeRow:
    line: int
    key: str
    platform: str
    operator: str
    region_code: str
    source: str


@dataclass
class Decoded:
    """What stands in a file, and what is wrong with it. heading: the columns it has, None if it has neither set."""

    heading: tuple[str, ...] | None = None
    agencies: list[AgencyRow] = field(default_factory=list)
    homes: list[HomeRow] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)


def problem(line: int, column: str, code: str, **said: str) -> FieldError:
    """What is wrong with one cell; the pointer is /line/column."""
    return FieldError(f"/{line}/{column}" if column else f"/{line}", code, ROW_PROBLEMS[code].format(**said))


def decode_file(content: bytes, *, services: Collection[str]) -> Decoded:
    """All lines of a file, good ones and what is wrong with the others. services: codes that matters may name."""
    found = Decoded()
    text = _text(content)
    if text is None:
        found.errors.append(problem(1, "", "not_text"))
        return found
    seen: set[str] = set()
    for line, cells in _lines(text, found):
        if found.heading == AGENCY_COLUMNS:
            _take_agency(found, line, cells, seen, services)
        else:
            _take_home(found, line, cells, seen)
    if found.heading is not None and not (found.agencies or found.homes or found.errors):
        found.errors.append(problem(1, "", "empty_file"))
    return found


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _lines(text: str, found: Decoded) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = tuple(cell.strip() for cell in next(reader, ()))
        if heading not in HEADINGS:
            columns = " 或 ".join(",".join(columns) for columns in HEADINGS)
            found.errors.append(problem(1, "", "columns_wrong", columns=columns))
            return
        found.heading = heading
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue  # an empty line at the end is how editors save
            if len(cells) == len(heading):
                yield reader.line_num, dict(zip(heading, (cell.strip() for cell in cells), strict=True))
            else:
                found.errors.append(problem(reader.line_num, "", "cells_wrong"))
    except csv.Error:
        found.errors.append(problem(reader.line_num, "", "not_csv"))


def _region_problem(line: int, code: str) -> FieldError | None:
    if code == COUNTRY:
        return None
    if is_elsewhere(code):
        return problem(line, "region_code", "region_elsewhere")
    return None if official_name(code) else problem(line, "region_code", "region_unknown")


def _cell_problems(line: int, cells: dict[str, str]) -> list[FieldError]:
    """What is wrong with cells whatever they mean: empty, or longer than there is room."""
    errors = []
    for column, cell in cells.items():
        if not cell and column not in OPTIONAL:
            errors.append(problem(line, column, "missing"))
        elif len(cell) > LONGEST.get(column, len(cell)):
            errors.append(problem(line, column, "too_long"))
    if cells["region_code"] and (wrong := _region_problem(line, cells["region_code"])):
        errors.append(wrong)
    return errors


def _choice(line: int, column: str, cell: str, choices: Collection[str]) -> list[FieldError]:
    if not cell or cell in choices:
        return []
    return [problem(line, column, "not_a_choice", choices="、".join(choice for choice in choices if choice))]


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATOR.split(cell) if part.strip()))


def _take_agency(
    found: Decoded, line: int, cells: dict[str, str], seen: set[str], services: Collection[str]
) -> None:
    errors = _cell_problems(line, cells)
    code, matters = cells["code"], _parts(cells["matters"])
    if code and _CODE.fullmatch(code) is None:
        errors.append(problem(line, "code", "code_format"))
    elif code in seen:
        errors.append(problem(line, "code", "code_twice"))
    errors += _choice(line, "kind", cells["kind"], [kind.value for kind in AgencyKind])
    errors += _choice(line, "level", cells["level"], [level.value for level in Level])
    errors += _choice(line, "active", cells["active"].lower(), YES_OR_NO)
    if any(_PHONE.fullmatch(number) is None for number in _parts(cells["phone"])):
        errors.append(problem(line, "phone", "phone_format"))
    for service in matters:
        if service not in services:
            errors.append(problem(line, "matters", "service_unknown", service=service))
    seen.add(code)
    if errors:
        found.errors += errors
        return
    level = Level(cells["level"])
    if level is not level_of(cells["region_code"]):
        found.errors.append(problem(line, "level", "level_not_fitting"))
        return
    found.agencies.append(
        AgencyRow(
            line=line,
            code=code,
            name=cells["name"],
            kind=AgencyKind(cells["kind"]),
            level=level,
            region_code=cells["region_code"],
            parent_code=cells["parent_code"] or None,
            phone=";".join(_parts(cells["phone"])) or None,
            matters=matters,
            active=YES_OR_NO[cells["active"].lower()],
            source=cells["source"],
        )
    )


def _take_home(found: Decoded, line: int, cells: dict[str, str], seen: set[str]) -> None:
    errors, key = _cell_problems(line, cells), platform_key(cells["platform"])
    if cells["platform"] and not key:
        errors.append(problem(line, "platform", "name_empty"))
    elif key and key in seen:
        errors.append(problem(line, "platform", "code_twice"))
    seen.add(key)
    if errors:
        found.errors += errors
        return
    found.homes.append(
        HomeRow(line, key, cells["platform"], cells["operator"], cells["region_code"], cells["source"])
    )
