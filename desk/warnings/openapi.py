"""What /openapi.json says of the warnings."""

from typing import Any

from desk.cases.openapi import BODY_PROBLEMS, CURSOR, LIMIT, TEXT
from desk.clients import Scope
from desk.warnings import errors, schemas
from desk.web.operations import Answer, Operation, Parameter

WARNING: dict[str, Any] = {
    "id": "0192f3a0-8d1e-7f90-8a1b-2c3d4e5f6a7b",
    "series": "business",
    "key": "晨光健身服务",
    "label": "晨光健身服务有限公司",
    "first_on": "2026-11-13",
    "last_on": "2026-11-19",
    "observed": 14,
    "expected": 1.8,
    "p_value": 1.2e-8,
    "threshold": 0.0004,
    "weeks": [14, 6, 2, 2, 1, 3],
    "spread": 1.0,
    "season": 1.0,
    "series_looked_at": 320,
    "case_ids": ["0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e6f"],
    "state": "open",
    "acted_by": None,
    "acted_at": None,
    "note": None,
    "created_at": "2026-11-20T01:00:00Z",
}
_ID = Parameter("warning_id", "path", "Its id", {"type": "string", "format": "uuid"}, example=WARNING["id"])
_DONE = {200: Answer("The warning", schemas.WarningOut, WARNING | {"state": "acknowledged"})}

LIST_WARNINGS = Operation(
    operation_id="listWarnings",
    summary="Unusual rises, newest first",
    description="More complaints and reports than usual about a business, in a category, in a prefecture or "
    "about a business in a category, each against its own history. They are reasons to look, not findings. "
    'Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.FIGURES_READ,
    parameters=(
        CURSOR,
        LIMIT,
        Parameter("state", "query", "open, acknowledged or dismissed", TEXT),
        Parameter("series", "query", "business, category, prefecture or business_category", TEXT),
    ),
    answers={
        200: Answer(
            "A page",
            schemas.WarningPage,
            {"warnings": [WARNING], "next_cursor": None},
            {"Link": "The next page, if there is one"},
        )
    },
    problems=(errors.InvalidWarningQuery,),
)

GET_WARNING = Operation(
    operation_id="getWarning",
    summary="One warning",
    description="With its history and the cases it rests on.",
    scope=Scope.FIGURES_READ,
    parameters=(_ID,),
    answers={200: Answer("The warning", schemas.WarningOut, WARNING)},
    problems=(errors.WarningNotFound,),
)


def _act(operation_id: str, summary: str, description: str) -> Operation:
    return Operation(
        operation_id=operation_id,
        summary=summary,
        description=description,
        scope=Scope.CASES_HANDLE,
        parameters=(_ID,),
        body=schemas.WarningAct,
        body_example={"note": "已安排执法人员到店核查", "officer": "li"},
        answers=_DONE,
        problems=(*BODY_PROBLEMS, errors.WarningNotFound, errors.WarningClosed),
    )


ACKNOWLEDGE = _act(
    "acknowledgeWarning", "Somebody looks into it", "Again with a note, and the note is renewed."
)
DISMISS = _act("dismissWarning", "Looked at, nothing to do", "Final.")

RUN = Operation(
    operation_id="lookForWarnings",
    summary="Look now",
    description="Looks at the seven days until yesterday, as every day by itself. What is known for this week is "
    "not added again.",
    scope=Scope.CASES_SUPERVISE,
    answers={200: Answer("What is new", schemas.WarningRun, {"added": [WARNING]})},
)
