"""What /openapi.json says of the client routes; the guard takes their scopes from here."""

from desk.clients import errors, schemas
from desk.clients.registry import Scope
from desk.errors import InvalidBody, InvalidRequest, TooLarge, UnsupportedMedia
from desk.web.operations import Answer, Operation, Parameter

BODY_PROBLEMS = (InvalidRequest, TooLarge, UnsupportedMedia, InvalidBody)
ID = Parameter("client_id", "path", "Id of the client", {"type": "string"}, example=schemas.CLIENT_OUT["id"])

LIST_CLIENTS = Operation(
    operation_id="listClients",
    summary="API clients, newest first",
    description='Revoked ones too. Cursor pages; follow `Link: rel="next"`. The assistant, whose token stands in '
    "the settings, is not among them.",
    scope=Scope.ADMIN,
    parameters=(
        Parameter("cursor", "query", "From the page before", {"type": "string", "format": "uuid"}),
        Parameter(
            "limit",
            "query",
            "Clients a page",
            {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
        ),
    ),
    answers={
        200: Answer(
            "A page", schemas.ClientPage, schemas.CLIENT_PAGE, {"Link": "The next page, if there is one"}
        )
    },
    problems=(errors.ClientQueryInvalid,),
)

ADD_CLIENT = Operation(
    operation_id="addClient",
    summary="Add a client and give it its first key",
    description="The key is in this answer and nowhere else. Written down in the audit log.",
    scope=Scope.ADMIN,
    body=schemas.ClientIn,
    body_example=schemas.CLIENT_IN,
    answers={201: Answer("Added", schemas.ClientKeyOut, schemas.CLIENT_KEY)},
    problems=(*BODY_PROBLEMS, errors.ClientNameTaken),
)

REVOKE_CLIENT = Operation(
    operation_id="revokeClient",
    summary="Refuse a client from now on",
    description="On every desk within a few seconds. Repeating it is harmless. Its name is not given again.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    answers={200: Answer("Revoked", schemas.ClientOut, schemas.CLIENT_OUT)},
    problems=(errors.ClientNotFound,),
)

ROTATE_CLIENT = Operation(
    operation_id="rotateClientKey",
    summary="Give a client another key",
    description="The keys before it work `overlap_hours` longer; 0 ends them at once.",
    scope=Scope.ADMIN,
    parameters=(ID,),
    body=schemas.RotateIn,
    body_example={"overlap_hours": 24},
    answers={200: Answer("The new key", schemas.ClientKeyOut, schemas.CLIENT_KEY)},
    problems=(*BODY_PROBLEMS, errors.ClientNotFound, errors.ClientRevoked),
)
