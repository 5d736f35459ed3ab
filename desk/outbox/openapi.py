"""What /openapi.json says of the outbox routes."""

from desk.clients import Scope
from desk.outbox import errors, letters
from desk.web.operations import Answer, Operation, Parameter

STATE = {"type": "string", "enum": ["pending", "done", "dead"], "default": "dead"}
ID = Parameter(
    "item_id", "path", "Id of the item", {"type": "string"}, example="0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00"
)
LETTER = {
    "id": "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00",
    "kind": "webhook",
    "state": "dead",
    "attempts": 440,
    "error_code": "http_503",
    "case_id": "0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e6f",
    "conversation_id": None,
    "created_at": "2026-11-20T02:30:00Z",
    "next_try_at": "2026-11-23T02:31:00Z",
    "finished_at": "2026-11-23T02:31:00Z",
}

LIST_OUTBOX = Operation(
    operation_id="listOutbox",
    summary="List what could not be sent, oldest first",
    description="Dead letters, or with `state` what is on its way or done. Never the content. "
    'Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.ADMIN,
    parameters=(
        Parameter("state", "query", "Only items in this state", STATE),
        Parameter("kind", "query", "Only items of this kind", {"type": "string", "maxLength": 40}),
        Parameter("cursor", "query", "From the page before", {"type": "string", "format": "uuid"}),
        Parameter(
            "limit", "query", "Items a page", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
        ),
    ),
    answers={
        200: Answer(
            "A page",
            letters.LetterPage,
            {"items": [LETTER], "next_cursor": None},
            {"Link": "The next page, if there is one"},
        )
    },
    problems=(errors.InvalidOutboxQuery,),
)

GET_ITEM = Operation(
    operation_id="getOutboxItem",
    summary="See what became of one item",
    description="Never its content.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    answers={200: Answer("The item", letters.Letter, LETTER)},
    problems=(errors.ItemNotFound,),
)

RETRY_ITEM = Operation(
    operation_id="retryOutboxItem",
    summary="Try a dead letter again",
    description="It is sent under its old id. What stood behind it and was sent meanwhile stays sent.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    answers={
        200: Answer(
            "It is due", letters.Letter, LETTER | {"state": "pending", "attempts": 0, "error_code": None}
        )
    },
    problems=(errors.ItemNotFound, errors.NotDead, errors.NothingLeft),
)
