"""What /openapi.json says of the call-backs."""

from typing import Any

from desk.callbacks import errors, schemas
from desk.cases.openapi import BODY_PROBLEMS, CURSOR, LIMIT, TEXT
from desk.clients import Scope
from desk.web.operations import Answer, Operation, Parameter, RouteGroup

CALLBACK: dict[str, Any] = {
    "id": "0192f3a0-9a1e-7f90-8a1b-2c3d4e5f6a7b",
    "ticket": "48201937",
    "state": "booked",
    "start": "2026-11-20T03:00:00Z",
    "end": "2026-11-20T03:30:00Z",
    "phone": "138****5678",
    "channel": "hotline",
    "reason": "queue_timeout",
    "conversation_id": "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00",
    "case_id": None,
    "attempts": [
        {"number": 1, "outcome": "no_answer", "actor": "officer:nanguan/li", "at": "2026-11-20T03:05:00Z"}
    ],
    "created_at": "2026-11-20T02:31:00Z",
    "ended_at": None,
}
SLOT: dict[str, Any] = {
    "start": "2026-11-20T03:00:00Z",
    "end": "2026-11-20T03:30:00Z",
    "capacity": 4,
    "booked": 1,
    "left": 3,
}
ID = Parameter("callback_id", "path", "Its id", {"type": "string", "format": "uuid"}, example=CALLBACK["id"])
INSTANT = {"type": "string", "format": "date-time"}
SHOWN = {200: Answer("The call-back", schemas.CallbackOut, CALLBACK)}

LIST_CALLBACKS = Operation(
    operation_id="listCallbacks",
    summary="Call-backs, in the order in which they were asked for",
    description="People who could not be given an agent and chose a time. Numbers are masked. A client of an "
    'agency sees those about its cases. Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.CALLBACKS_READ,
    parameters=(
        CURSOR,
        LIMIT,
        Parameter(
            "state", "query", "Only those in this state", {"$ref": "#/components/schemas/CallbackState"}
        ),
        Parameter("since", "query", "To be called at or after", INSTANT),
        Parameter("until", "query", "To be called before", INSTANT),
        Parameter("conversation_id", "query", "Asked for in this conversation", TEXT),
    ),
    answers={
        200: Answer(
            "A page",
            schemas.CallbackPage,
            {"callbacks": [CALLBACK], "next_cursor": None},
            {"Link": "The next page, if there is one"},
        )
    },
    problems=(errors.CallbackQueryInvalid,),
)

GET_CALLBACK = Operation(
    operation_id="getCallback",
    summary="One call-back",
    description="With the calls made; its number is masked.",
    scope=Scope.CALLBACKS_READ,
    parameters=(ID,),
    answers=SHOWN,
    problems=(errors.CallbackNotFound,),
)

RECORD_ATTEMPT = Operation(
    operation_id="recordCallbackAttempt",
    summary="Record what came of a call",
    description="After the third call that nobody answered it is given up. The same number and outcome again is "
    "harmless; another outcome, or a number that is not the next one, is a conflict.",
    scope=Scope.CALLBACKS_HANDLE,
    parameters=(ID,),
    body=schemas.AttemptIn,
    body_example={"number": 1, "outcome": "no_answer", "officer": "li"},
    answers=SHOWN,
    problems=(*BODY_PROBLEMS, errors.CallbackNotFound, errors.CallbackClosed, errors.AttemptStale),
)

CANCEL = Operation(
    operation_id="cancelCallback",
    summary="Nobody is to be called",
    description="Its place is free again. Repeating it is harmless.",
    scope=Scope.CALLBACKS_HANDLE,
    parameters=(ID,),
    body=schemas.ActIn,
    body_example={"officer": "li"},
    answers={
        200: Answer(
            "Cancelled",
            schemas.CallbackOut,
            CALLBACK | {"state": "cancelled", "ended_at": "2026-11-20T02:40:00Z"},
        )
    },
    problems=(*BODY_PROBLEMS, errors.CallbackNotFound, errors.CallbackClosed),
)

SHOW_NUMBER = Operation(
    operation_id="showCallbackNumber",
    summary="The number to call, in clear",
    description="For whoever calls it now. Each time it stands in the audit log.",
    scope=Scope.CALLBACKS_HANDLE,
    parameters=(ID,),
    body=schemas.ActIn,
    body_example={"officer": "li"},
    answers={200: Answer("The number", schemas.NumberOut, {"phone": "+8613812345678"})},
    problems=(*BODY_PROBLEMS, errors.CallbackNotFound, errors.NumberGone),
    group=RouteGroup.DISCLOSURES,
)

LIST_SLOTS = Operation(
    operation_id="listCallbackSlots",
    summary="Times that are offered now",
    description="Within the operator's hours on working days, with places taken and left.",
    scope=Scope.CALLBACKS_READ,
    answers={200: Answer("The slots", schemas.SlotList, {"slots": [SLOT]})},
)

SET_CAPACITY = Operation(
    operation_id="setCallbackCapacity",
    summary="How many are called in one slot",
    description="Instead of the number in the settings; 0 closes it. What is booked stays.",
    scope=Scope.CALLBACKS_HANDLE,
    body=schemas.CapacityIn,
    body_example={"start": "2026-11-20T03:00:00Z", "capacity": 2, "officer": "li"},
    answers={200: Answer("The slot", schemas.SlotOut, SLOT | {"capacity": 2, "left": 1})},
    problems=(*BODY_PROBLEMS, errors.SlotUnknown),
)
