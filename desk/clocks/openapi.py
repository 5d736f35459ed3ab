"""What /openapi.json says of the clock routes; the guard takes their scopes from here."""

from typing import Any

from desk.cases.errors import CaseNotFound, InvalidQuery
from desk.clients import Scope
from desk.clocks import schemas
from desk.clocks.rules import Window
from desk.web.operations import Answer, Operation, Parameter

CLOCK: dict[str, Any] = {
    "kind": "decide",
    "label": "决定是否受理",
    "state": "running",
    "started_on": "2026-11-20",
    "due_on": "2026-12-01",
    "days_left": 7,
    "overdue": False,
    "provisional": False,
    "counting": "working_days",
    "days": 7,
    "extended": False,
    "pauses": [],
    "stopped_on": None,
    "source": "市场监督管理投诉举报处理办法 第十五条",
    "certain": True,
}
DUE: dict[str, Any] = {
    "case_id": "0193a2b4-0000-7000-8000-000000000001",
    "case_no": "XB7K3M9TXA",
    "case_kind": "complaint",
    "case_state": "submitted",
    "state_label": "已登记",
    "agency_id": None,
    "clock": CLOCK,
}

LIST_CLOCKS = Operation(
    operation_id="listClocks",
    summary="What is overdue or due soon, earliest first",
    description="Running legal periods. `overdue`: their last day has passed; `today`; `week`: today and the six "
    "days after it; `running`: all. Days are counted in China. A clock that stands still is due on no day and in "
    'no list. Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.CASES_HANDLE,
    parameters=(
        Parameter(
            "window",
            "query",
            "Which ones",
            {"type": "string", "enum": [window.value for window in Window], "default": "overdue"},
        ),
        Parameter(
            "agency_id",
            "query",
            "Only cases that lie with these agencies; may be repeated",
            {
                "type": "array",
                "items": {"type": "string", "format": "uuid"},
                "maxItems": schemas.MAX_AGENCIES,
            },
        ),
        Parameter("kind", "query", "Only this kind of clock", {"$ref": "#/components/schemas/ClockKind"}),
        Parameter("cursor", "query", "From the page before", {"type": "string"}),
        Parameter(
            "limit",
            "query",
            "Clocks a page",
            {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
        ),
    ),
    answers={
        200: Answer(
            "A page",
            schemas.DuePage,
            {"clocks": [DUE], "next_cursor": None},
            {"Link": "The next page, if there is one"},
        )
    },
    problems=(InvalidQuery,),
)

CASE_CLOCKS = Operation(
    operation_id="caseClocks",
    summary="The legal periods of one case",
    description="All of them, those that stopped included. `source` names the article; where `certain` is false "
    "it was known at second hand, and is shown with 以官方公布为准.",
    scope=Scope.CASES_READ,
    parameters=(
        Parameter("reference", "path", "Id or case number", {"type": "string"}, example=DUE["case_no"]),
    ),
    answers={200: Answer("They", schemas.CaseClocks, {"clocks": [CLOCK]})},
    problems=(CaseNotFound,),
)
