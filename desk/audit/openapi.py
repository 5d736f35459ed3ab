"""What /openapi.json says of the audit routes; the guard takes their scopes from here."""

from desk.audit import errors, examples, schemas
from desk.clients import Scope
from desk.web.operations import Answer, Operation, Parameter

LIST_AUDIT = Operation(
    operation_id="listAudit",
    summary="Who did what, newest first",
    description='Cursor pages; follow `Link: rel="next"`. Entries are never changed nor removed; '
    "`python -m desk.audit verify` checks that.",
    scope=Scope.ADMIN,
    parameters=(
        Parameter("cursor", "query", "From the page before", {"type": "integer", "minimum": 1}),
        Parameter(
            "limit",
            "query",
            "Entries a page",
            {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
        ),
        Parameter("action", "query", "Only this", {"$ref": "#/components/schemas/AuditAction"}),
        Parameter("subject", "query", "Only what was done to it", {"type": "string", "maxLength": 80}),
        Parameter("since", "query", "Not before", {"type": "string", "format": "date-time"}),
        Parameter("until", "query", "Before", {"type": "string", "format": "date-time"}),
        Parameter("actor", "query", "Only what they did", {"type": "string", "maxLength": 80}),
    ),
    answers={
        200: Answer("A page", schemas.AuditPage, examples.PAGE, {"Link": "The next page, if there is one"})
    },
    problems=(errors.AuditQueryInvalid,),
)

GET_AUDIT_HEAD = Operation(
    operation_id="getAuditHead",
    summary="Number and hash of the last entry",
    description="An anchor: keep it where nobody with access to the database can write. "
    "`python -m desk.audit verify --anchor SEQ:HASH` then finds out whether the log was cut back since.",
    scope=Scope.ADMIN,
    answers={200: Answer("The head", schemas.AuditHeadOut, examples.HEAD)},
)
