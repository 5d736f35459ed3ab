"""What /openapi.json says of the figures."""

from typing import Any

from desk.cases.openapi import DAY, TEXT
from desk.clients import Scope
from desk.figures import errors, schemas
from desk.figures.service import MINIMUM
from desk.figures.wording import NOTE
from desk.web.operations import Answer, Operation, Parameter

MEASURES = tuple(schemas.Measures.model_fields)
ENTERPRISE = tuple(schemas.Enterprise.model_fields)

_PERIOD = (
    Parameter("from", "query", "First day of receipt, counted in China; a year before the last one", DAY),
    Parameter("until", "query", "Last day of receipt; today", DAY),
    Parameter("agency_id", "query", "Handled by this agency", {"type": "string", "format": "uuid"}),
    Parameter("subtree", "query", "And by those below it", {"type": "boolean", "default": False}),
    Parameter("category", "query", "Code of /services", TEXT),
    Parameter("region_code", "query", "Place by GB/T 2260, or the two or four digits it begins with", TEXT),
    Parameter("channel", "query", "How it reached us", TEXT),
    Parameter(
        "format",
        "query",
        "csv: text/csv, UTF-8 with its mark, Chinese headings, no cell a spreadsheet would calculate",
        {"type": "string", "enum": ["json", "csv"], "default": "json"},
    ),
)
_FIGURES: dict[str, Any] = {
    "received": 40,
    "accepted": 30,
    "rejected": 5,
    "decided": 35,
    "overdue": 1,
    "decided_in_time_rate": 0.9444,
    "mediated": 20,
    "mediated_in_time_rate": 1.0,
    "settled": 15,
    "terminated": 6,
    "withdrawn": 2,
    "concluded": 0,
    "settlement_rate": 0.6667,
    "reconciled": 3,
    "reconciliation_rate": 0.75,
    "recovered_fen": 1_284_000,
    "rated": 8,
    "satisfaction": 4.25,
    "median_days_to_decide": 4.0,
    "median_days_to_end": 21.5,
}

FIGURES = Operation(
    operation_id="showFigures",
    summary="Figures by agency, category, region, channel and month",
    description="Of the cases received in the period, as they stand now. A dispute counts once, whatever was "
    "merged into it; restricted and erased cases go on counting.",
    scope=Scope.FIGURES_READ,
    parameters=(
        Parameter(
            "by",
            "query",
            "Up to three of month, agency, category, channel, province, prefecture, county; none: one group",
            TEXT,
            example="month,category",
        ),
        Parameter("kind", "query", "Complaints or reports", {"$ref": "#/components/schemas/CaseKind"}),
        Parameter("respondent", "query", "Against this business", TEXT),
        *_PERIOD,
    ),
    answers={
        200: Answer(
            "The figures",
            schemas.Figures,
            {
                "since": "2026-01-01",
                "until": "2026-11-20",
                "kind": "complaint",
                "rows": [
                    {
                        "by": {"month": "2026-11", "category": "food"},
                        "labels": {"category": "食品"},
                        "figures": _FIGURES,
                    }
                ],
            },
            media_types=("text/csv",),
        )
    },
    problems=(errors.InvalidFigureQuery, errors.TooManyGroups),
)

ENTERPRISES = Operation(
    operation_id="rankEnterprises",
    summary="Businesses by complaints",
    description=f"Only those with at least {MINIMUM}. Complaints are what people said, not what was found: "
    "the note goes with them wherever they are shown.",
    scope=Scope.FIGURES_READ,
    parameters=(
        Parameter(
            "rank_by",
            "query",
            "What puts one above another",
            {"type": "string", "enum": ["complaints", "growth"], "default": "complaints"},
        ),
        Parameter("limit", "query", "How many", {"type": "integer", "minimum": 1, "maximum": 100}),
        *_PERIOD,
    ),
    answers={
        200: Answer(
            "The businesses",
            schemas.Ranking,
            {
                "since": "2026-01-01",
                "until": "2026-11-20",
                "minimum": MINIMUM,
                "note": NOTE,
                "enterprises": [
                    {
                        "name": "晨光健身服务有限公司",
                        "complaints": 24,
                        "before": 16,
                        "growth": 0.5,
                        "settlement_rate": 0.75,
                        "decided_in_time_rate": 1.0,
                        "recovered_fen": 480_000,
                    }
                ],
            },
            media_types=("text/csv",),
        )
    },
    problems=(errors.InvalidFigureQuery,),
)
