"""CSV files: what is taken, and everything that is wrong found at once."""

import pytest

from desk.agencies.kinds import AgencyKind, Level
from desk.agencies.rows import HOME_COLUMNS, decode_file
from tests.desk.agencies.growing import SERVICES, csv_of, row


def errors(content: bytes) -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in decode_file(content, services=SERVICES).errors]


def test_line_becomes_an_agency() -> None:
    line = row(matters="food; catering", phone="0431-12345；12315", active="")
    (found,) = decode_file(csv_of(line), services=SERVICES).agencies
    assert (found.line, found.code, found.region_code) == (2, "220104-amr", "220104")
    assert (found.kind, found.level) == (AgencyKind.MARKET_REGULATION, Level.COUNTY)
    assert (found.matters, found.phone) == (("food", "catering"), "0431-12345;12315")
    assert (found.active, found.parent_code) == (True, None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": ""}, ("/2/code", "missing")),
        ({"code": "220104 amr"}, ("/2/code", "code_format")),
        ({"code": "a" * 65}, ("/2/code", "too_long")),
        ({"name": ""}, ("/2/name", "missing")),
        ({"source": ""}, ("/2/source", "missing")),
        ({"kind": "police"}, ("/2/kind", "not_a_choice")),
        ({"level": "village"}, ("/2/level", "not_a_choice")),
        ({"level": "province"}, ("/2/level", "level_not_fitting")),
        ({"region_code": "220199"}, ("/2/region_code", "region_unknown")),
        ({"region_code": "x"}, ("/2/region_code", "region_unknown")),
        ({"region_code": "810000", "level": "province"}, ("/2/region_code", "region_elsewhere")),
        ({"phone": "12315转1"}, ("/2/phone", "phone_format")),
        ({"matters": "food;none"}, ("/2/matters", "service_unknown")),
        ({"active": "maybe"}, ("/2/active", "not_a_choice")),
    ],
)
def test_bad_cell_is_named(changes: dict[str, str], error: tuple[str, str]) -> None:
    assert errors(csv_of(row(**changes))) == [error]


def test_all_bad_lines_are_found_in_one_go() -> None:
    content = csv_of(row(kind="x", phone="y"), row("220105"), row("220105"), row("220106", name=""))
    assert errors(content) == [
        ("/2/kind", "not_a_choice"),
        ("/2/phone", "phone_format"),
        ("/4/code", "code_twice"),
        ("/5/name", "missing"),
    ]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", ("/1", "columns_wrong")),
        (b"a,b\n1,2\n", ("/1", "columns_wrong")),
        (csv_of(), ("/1", "empty_file")),
        (csv_of() + b"1,2\n", ("/2", "cells_wrong")),
        (csv_of() + b'"open\n', ("/2", "not_csv")),
        (b"\xff\xfe\x00", ("/1", "not_text")),
        (b"\0", ("/1", "not_text")),
    ],
)
def test_file_that_is_no_register_is_refused(content: bytes, error: tuple[str, str]) -> None:
    assert errors(content) == [error]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_spreadsheets_of_this_country_are_read(encoding: str) -> None:
    content = csv_of(row()).decode().replace("\n", "\r\n").encode(encoding)
    decoded = decode_file(content + b"\r\n", services=SERVICES)
    assert decoded.errors == []
    assert [one.name for one in decoded.agencies] == ["某地市场监督管理局"]


def home(**changes: str) -> dict[str, str]:
    return {
        "platform": "某某 商城",
        "operator": "某某公司",
        "region_code": "220104",
        "source": "试验",
    } | changes


def test_home_of_a_platform_is_found_by_its_flattened_name() -> None:
    (found,) = decode_file(csv_of(home(), columns=HOME_COLUMNS), services=SERVICES).homes
    assert (found.key, found.platform, found.region_code) == ("某某商城", "某某 商城", "220104")


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([home(platform="——")], ("/2/platform", "name_empty")),
        ([home(platform="")], ("/2/platform", "missing")),
        ([home(region_code="9")], ("/2/region_code", "region_unknown")),
        ([home(), home(platform="某某商城")], ("/3/platform", "code_twice")),
    ],
)
def test_bad_home_is_named(lines: list[dict[str, str]], error: tuple[str, str]) -> None:
    assert errors(csv_of(*lines, columns=HOME_COLUMNS)) == [error]
