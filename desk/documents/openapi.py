"""What /openapi.json says of the document routes; the guard takes their scopes from here."""

from typing import Any

from desk.cases.errors import CaseNotFound, InvalidQuery
from desk.clients import Scope
from desk.documents import errors, schemas
from desk.web.operations import Answer, Operation, Parameter

CASE_NO = "XB7K3M9TXA"
REFERENCE = Parameter("reference", "path", "Id or case number", {"type": "string"}, example=CASE_NO)
DOCUMENT: dict[str, Any] = {
    "kind": "rejection",
    "title": "投诉不予受理告知书",
    "draft": False,
    "decided_at": "2026-11-25T03:00:00Z",
    "href": "/api/v1/cases/0193a2b4-0000-7000-8000-000000000001/documents/rejection",
}

LIST_DOCUMENTS = Operation(
    operation_id="listDocuments",
    summary="The documents a case gives rise to",
    description="Read from the rows of the state table that were taken. Of a case that was reopened and came to "
    "the same point again, the latest.",
    scope=Scope.CASES_HANDLE,
    parameters=(REFERENCE,),
    answers={200: Answer("They", schemas.DocumentList, {"documents": [DOCUMENT]})},
    problems=(CaseNotFound,),
)

GET_DOCUMENT = Operation(
    operation_id="getDocument",
    summary="One document, as a page or as PDF",
    description="Written anew from the record each time. It names people in clear: scope `cases:handle` is needed "
    "as well, and each reading goes into the audit log. The document's own number stays open for the authority to "
    "fill in; nothing is valid before it is sealed.",
    scope=Scope.CASES_PERSONAL,
    parameters=(
        REFERENCE,
        Parameter(
            "kind",
            "path",
            "Which one",
            {"type": "string", "enum": ["acceptance", "rejection", "termination", "agreement"]},
            example="rejection",
        ),
        Parameter(
            "format",
            "query",
            "Instead of the Accept header",
            {"type": "string", "enum": [name.value for name in schemas.Format]},
        ),
        Parameter("Accept", "header", "text/html (default) or application/pdf", {"type": "string"}),
    ),
    answers={
        200: Answer(
            "The document",
            headers={"Content-Disposition": "A file name"},
            media_types=tuple(schemas.MEDIA_TYPES.values()),
        )
    },
    problems=(
        CaseNotFound,
        InvalidQuery,
        errors.DocumentNotFound,
        errors.DocumentPersonGone,
        errors.DocumentTooLong,
        errors.NotAcceptable,
    ),
)
