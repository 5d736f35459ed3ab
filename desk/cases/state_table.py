"""`make states`: the state table as a page for people, docs/case-states.md. A test keeps the two the same."""

from collections.abc import Iterator
from pathlib import Path

from desk.cases.states import GROUNDS, TRANSITIONS, CaseKind, Ground, Role, Row
from desk.cases.wording import EVENT_LABELS, NOTICES, STATE_LABELS, grounds_text
from desk.clocks.kinds import PERIODS, REPORT_PERIODS, ClockMove, Counting, Period

PAGE = Path(__file__).parents[2] / "docs" / "case-states.md"
KINDS = {CaseKind.COMPLAINT: "投诉 complaint", CaseKind.REPORT: "举报 report"}
HEAD = """# The life of a case

Written from `desk/cases/states.py` and `desk/clocks/kinds.py` by `make states`; a test fails when they differ.
The API, the clocks, the notices, the documents and the console all read that one table.
"""


def _by(row: Row) -> str:
    """Whoever an officer's act is open to, a supervisor may do it too: not repeated in each row."""
    return ", ".join(role.value for role in Role if role in row.by and not _implied(role, row))


def _implied(role: Role, row: Row) -> bool:
    return role is Role.SUPERVISOR and Role.OFFICER in row.by


def _clocks(row: Row) -> str:
    stopped = [clock.value for move, clock in row.clocks if move is ClockMove.STOP]
    others = [f"{move.value} {clock.value}" for move, clock in row.clocks if move is not ClockMove.STOP]
    return "; ".join(
        others + (["stop the rest" if len(stopped) > 3 else f"stop {', '.join(stopped)}"] if stopped else [])
    )


def _rows(kind: CaseKind) -> Iterator[str]:
    yield "| from | event | to | who | needs | clocks | tells the consumer | document |"
    yield "|---|---|---|---|---|---|---|---|"
    for (state, event), row in TRANSITIONS[kind].items():
        needs = sorted(need.value for need in row.needs) + (["grounds"] if event in GROUNDS else [])
        told = "(a harmless repeat)" if row.repeated else row.tells.value if row.tells else ""
        yield (
            f"| {STATE_LABELS[state]} `{state}` | {EVENT_LABELS[event]} `{event}` | `{row.to}` | {_by(row)} | "
            f"{', '.join(needs)} | {_clocks(row)} | {told} | {row.document.value if row.document else ''} |"
        )


def _length(period: Period) -> str:
    if period.counting is Counting.SET_BY_AGENCY:
        return "a day the agency sets"
    unit = "working days" if period.counting is Counting.WORKING_DAYS else "days"
    extra = f", once {period.extension} more" if period.extension else ""
    return f"{period.days} {unit}{extra}"


def _periods() -> Iterator[str]:
    yield "| clock | of | how long | source |"
    yield "|---|---|---|---|"
    for kind, periods in ((CaseKind.COMPLAINT, PERIODS), (CaseKind.REPORT, REPORT_PERIODS)):
        for clock, period in periods.items():
            source = period.source if period.certain else f"{period.source}（以官方公布为准）"
            yield f"| `{clock}` | {KINDS[kind]} | {_length(period)} | {source} |"


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for kind in CaseKind:
        parts += [f"## {KINDS[kind]}\n", "\n".join(_rows(kind)), ""]
    parts += ["## Clocks\n", "\n".join(_periods()), ""]
    grounds = "\n".join(f"- `{ground}` {grounds_text([ground])}" for ground in Ground)
    parts += ["## Grounds\n\n市场监督管理投诉举报处理办法 (2026):\n", grounds, ""]
    notices = "\n".join(f"- `{notice}`: {text}" for notice, text in NOTICES.items())
    parts += ["## What the consumer is told\n", notices, ""]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
