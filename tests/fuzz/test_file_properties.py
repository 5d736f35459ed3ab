"""Files that an operator or another office hands in, bent: what is in them, or what is wrong with them, and never a crash.
And what they bring in can be kept: every line that is taken fits its column."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from actions.knowledge.checking import problems_of
from actions.knowledge.schema import Entry
from actions.knowledge.store import AUTHORITIES, KnowledgeError, load_knowledge
from desk.agencies.kinds import AgencyKind
from desk.agencies.model import Agency, PlatformHome
from desk.agencies.rows import AGENCY_COLUMNS, HOME_COLUMNS, LONGEST, decode_file
from desk.calendar import CalendarFileError, read_overrides
from desk.cases.services import load_services
from desk.knowledge.shipped import articles, shipped
from operations.environment import ROOT
from tests.fuzz.planted import TEXTS
from tests.fuzz.profile import examples, fuzzed

SEEDS = [path.read_bytes() for path in sorted((ROOT / "data" / "agencies").glob("*.csv"))]
SERVICES = frozenset(load_services())
CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from([one.text[:400] for one in TEXTS]),
    st.sampled_from(
        ["220100", "000000", "710000", "bureau", "city", "yes", "no", "0431-12345", "1;2;3", '"', "\n", ","]
    ),
)


@st.composite
def bent(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.integers(0, 2)):
            case 0 if content:
                content[place] = draw(st.integers(0, 255))
            case 1:
                del content[place : place + draw(st.integers(1, 200))]
            case _:
                content[place:place] = draw(CELLS).encode("utf-8", "surrogatepass")
    return bytes(content)


def table(columns: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    lines = st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=4)
    return lines.map(
        lambda rows: "\n".join(map(",".join, [list(columns), *rows])).encode("utf-8", "surrogatepass")
    )


@examples(300)
@given(st.one_of(bent(), table(AGENCY_COLUMNS), table(HOME_COLUMNS), st.binary(max_size=200)))
def test_a_table_of_agencies_is_read_or_its_lines_are_named(content: bytes) -> None:
    found = decode_file(content, services=SERVICES)
    assert found.agencies or found.homes or found.errors
    for error in found.errors:
        assert error.pointer.split("/")[1].isdigit()
        assert error.detail
    for row in found.agencies:
        assert row.kind in AgencyKind
        assert len(row.code) <= length(Agency, "code")
        assert len(row.name) <= length(Agency, "name")
        assert len(row.phone or "") <= length(Agency, "phone")
        "".join((row.code, row.name, row.source)).encode()
    for home in found.homes:
        assert len(home.platform) <= length(PlatformHome, "platform")
        assert len(home.key) <= length(PlatformHome, "key")


def length(model: Any, column: str) -> int:
    return model.__table__.c[column].type.length or LONGEST.get(column, 10_000)


DAYS = st.one_of(
    st.sampled_from(
        ["2026-10-01", "2026-10-08", "9999-12-31", "0001-01-01", "2026-02-30", "20261001", "2026-W40-4", ""]
    ),
    st.dates().map(str),
    st.integers(),
    st.none(),
)
ENTRIES = st.one_of(
    st.fixed_dictionaries(
        {"date": DAYS, "working": st.one_of(st.booleans(), st.integers(0, 1), st.just("true"))}
    ),
    st.fixed_dictionaries({"from": DAYS, "to": DAYS, "working": st.booleans()}),
    st.fixed_dictionaries({"announced": st.one_of(st.integers(1900, 2200), st.just("2026"), st.booleans())}),
    st.dictionaries(st.sampled_from(["date", "working", "x"]), DAYS, max_size=3),
    DAYS,
    st.lists(DAYS, max_size=2),
)


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("calendar") / "calendar.json"


@examples(300)
@given(st.one_of(st.lists(ENTRIES, max_size=4).map(lambda found: json.dumps(found).encode()), st.binary(max_size=60),
                 st.sampled_from([b"[" * 100_000, b"[" + b"9" * 5000 + b"]", b'[{"date": NaN, "working": true}]', b"{}", b"null"])))  # fmt: skip
def test_a_calendar_is_read_or_refused(calendar: Path, content: bytes) -> None:
    calendar.write_bytes(content)
    with contextlib.suppress(CalendarFileError):
        read_overrides(calendar)


ENTRY = TypeAdapter(Entry)
SHIPPED = [
    entry.model_dump(mode="json", exclude_defaults=True) for entry in list(shipped().entries.values())[:20]
]
VALUES = st.one_of(
    CELLS,
    st.none(),
    st.integers(),
    st.booleans(),
    st.lists(CELLS, max_size=2),
    st.dictionaries(CELLS, CELLS, max_size=2),
)


@examples(200)
@given(st.sampled_from(SHIPPED), st.sampled_from(sorted(Entry.model_fields)), VALUES)
def test_an_entry_with_another_value_is_refused_or_judged(
    entry: dict[str, Any], field: str, value: Any
) -> None:
    try:
        told = ENTRY.validate_python(entry | {field: value})
    except ValidationError:
        return
    for problem in problems_of(told, shipped(), articles()):
        assert problem.pointer.startswith("/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("knowledge")
    (made / AUTHORITIES).write_bytes((ROOT / "data" / "knowledge" / AUTHORITIES).read_bytes())
    return made


YAML = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(st.sampled_from(["- ", "topic: a", "\n", "  ", "&a ", "*a", "!!python/object/apply:os.system ['true']", "<<: *a", "[", "]",
                              "{", "}", "? ", "|", ">-", '"', "2026-02-30", "0x1", "~", "\t", "---\n", "%TAG ! x:"]), max_size=14)
    .map("".join),
)  # fmt: skip


@fuzzed
@given(YAML)
def test_a_file_of_knowledge_is_read_or_refused(folder: Path, text: str) -> None:
    (folder / "bent.yml").write_text(text, "utf-8")
    with contextlib.suppress(ValidationError, KnowledgeError):
        load_knowledge(folder)
