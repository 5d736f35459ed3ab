"""What /openapi.json says of the webhook routes, and what is sent to the endpoints."""

from typing import Any

from desk.clients import Scope
from desk.errors import InvalidBody, InvalidRequest, TooLarge, UnsupportedMedia
from desk.web.operations import Answer, Operation, Parameter
from desk.webhooks import errors, schemas

BODY_PROBLEMS = (InvalidRequest, TooLarge, UnsupportedMedia, InvalidBody)
EXAMPLE_ID = "0192f3a0-6d20-7b5a-8c31-4a5b6c7d8e9f"
ID = Parameter("endpoint_id", "path", "Id of the endpoint", {"type": "string"}, example=EXAMPLE_ID)
ENDPOINT: dict[str, Any] = {
    "id": EXAMPLE_ID,
    "url": "https://hooks.example.org/xiaobao",
    "description": "市局数据中台",
    "events": ["case.filed", "case.moved"],
    "active": True,
    "disabled_reason": None,
    "previous_until": None,
    "created_by": "admin",
    "created_at": "2026-11-20T02:30:00Z",
    "updated_at": "2026-11-20T02:30:00Z",
}
WITH_SECRET = ENDPOINT | {"secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDY0rXEV1eMvc="}
SHOWN = {200: Answer("The endpoint", schemas.EndpointOut, ENDPOINT)}
SENT = (
    "What is sent follows Standard Webhooks: headers `webhook-id` (the same on every try: drop repeats by it), "
    "`webhook-timestamp`, `webhook-signature` (`v1,…`; several, separated by spaces, while a secret is rotated), body "
    '`{"type": "case.moved", "timestamp": …, "data": {case_id, case_no, kind, state, event, at, agency_id, change_id, '
    "version}}`. Nothing personal is sent: read the case for more. Per case in order, at least once. Answer 2xx within "
    "10 seconds; 410 switches the endpoint off; 5xx, 401, 403, 404, 408, 409, 423, 425, 429, redirects and silence are "
    "tried again with growing pauses (`Retry-After` up to an hour) for three days; other 4xx are dead letters at once."
)

CREATE = Operation(
    operation_id="createWebhook",
    summary="Register an endpoint",
    description=f"The secret is shown here and never again. {SENT}",
    scope=Scope.ADMIN,
    body=schemas.EndpointIn,
    body_example={
        "url": ENDPOINT["url"],
        "events": ENDPOINT["events"],
        "description": ENDPOINT["description"],
    },
    answers={
        201: Answer("Registered", schemas.EndpointWithSecret, WITH_SECRET, {"Location": "The endpoint"})
    },
    problems=(*BODY_PROBLEMS, errors.TooManyEndpoints),
)

LIST = Operation(
    operation_id="listWebhooks",
    summary="List the endpoints",
    description="All of them, oldest first; there are at most 50. Never their secrets.",
    scope=Scope.ADMIN,
    answers={200: Answer("All of them", schemas.EndpointList, {"endpoints": [ENDPOINT]})},
)

GET = Operation(
    operation_id="getWebhook",
    summary="Read an endpoint",
    description="`disabled_reason` says why the desk itself switched it off.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    answers=SHOWN,
    problems=(errors.EndpointNotFound,),
)

CHANGE = Operation(
    operation_id="changeWebhook",
    summary="Change an endpoint, switch it off or on",
    description="What is left out stays. While it is off nothing is written for it; what was on its way becomes a dead "
    "letter that can be tried again.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    body=schemas.EndpointPatch,
    body_example={"active": False},
    answers=SHOWN,
    problems=(*BODY_PROBLEMS, errors.EndpointNotFound),
)

DELETE = Operation(
    operation_id="deleteWebhook",
    summary="Delete an endpoint",
    description="What is on its way to it is dropped.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    answers={204: Answer("Deleted")},
    problems=(errors.EndpointNotFound,),
)

ROTATE = Operation(
    operation_id="rotateWebhookSecret",
    summary="Give an endpoint a new secret",
    description="Shown here and never again. For 24 hours the old one signs too.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    answers={200: Answer("The endpoint and its secret", schemas.EndpointWithSecret, WITH_SECRET)},
    problems=(errors.EndpointNotFound,),
)

TEST = Operation(
    operation_id="testWebhook",
    summary="Send a test event",
    description="Of type `webhook.test`, through the outbox like any other; see what became of it under `Location`.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    answers={
        202: Answer(
            "On its way",
            schemas.TrialSent,
            {
                "message_id": "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00",
                "outbox_item_id": "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f01",
            },
            {"Location": "The outbox item"},
        )
    },
    problems=(errors.EndpointNotFound, errors.EndpointInactive),
)
