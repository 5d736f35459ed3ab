"""What /openapi.json says of the enterprise routes; the guard takes their scopes from here."""

from desk.cases.errors import InvalidQuery
from desk.clients import Scope
from desk.enterprises import errors, examples, schemas
from desk.errors import InvalidBody, InvalidRequest, TooLarge, UnsupportedMedia
from desk.web.operations import Answer, Operation, Parameter
from desk.web.preconditions import PreconditionFailed, PreconditionRequired

BODY_PROBLEMS = (InvalidRequest, TooLarge, UnsupportedMedia, InvalidBody)
TAKEN = (errors.EnterpriseCodeTaken, errors.EnterpriseNameTaken)
CODE = Parameter("code", "path", "Its code", {"type": "string"}, example=examples.ENTERPRISE_IN["code"])
ETAG = {"ETag": "Version of the enrolment"}
SHOWN = {200: Answer("The enterprise", schemas.EnterpriseOut, examples.ENTERPRISE_OUT, ETAG)}

ENROL = Operation(
    operation_id="enrolEnterprise",
    summary="Enrol an enterprise",
    description="Complaints that are certainly about it are offered to it first, where the consumer agreed. "
    "Every name, alias and shop leads to one enterprise only.",
    scope=Scope.ADMIN,
    body=schemas.EnterpriseIn,
    body_example=examples.ENTERPRISE_IN,
    answers={
        201: Answer(
            "Enrolled",
            schemas.EnterpriseOut,
            examples.ENTERPRISE_OUT,
            {**ETAG, "Location": "The enterprise"},
        )
    },
    problems=(*BODY_PROBLEMS, *TAKEN),
)

LIST_ENTERPRISES = Operation(
    operation_id="listEnterprises",
    summary="List enrolled enterprises, newest first",
    description='Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.ADMIN,
    parameters=(
        Parameter("cursor", "query", "From the page before", {"type": "string", "format": "uuid"}),
        Parameter(
            "limit", "query", "How many", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
        ),
        Parameter("active", "query", "Only those complaints are (not) offered to", {"type": "boolean"}),
    ),
    answers={
        200: Answer(
            "A page",
            schemas.EnterprisePage,
            examples.ENTERPRISE_PAGE,
            {"Link": "The next page, if there is one"},
        )
    },
    problems=(InvalidQuery,),
)

GET_ENTERPRISE = Operation(
    operation_id="getEnterprise",
    summary="Read one enterprise",
    description="With its names.",
    scope=Scope.ADMIN,
    parameters=(CODE,),
    answers=SHOWN,
    problems=(errors.EnterpriseNotFound,),
)

AMEND = Operation(
    operation_id="amendEnterprise",
    summary="Change an enrolment",
    description="Members left out stay; lists are given whole. With `active: false` nothing new is offered, "
    "what was offered goes on.",
    scope=Scope.ADMIN,
    parameters=(
        CODE,
        Parameter(
            "If-Match",
            "header",
            "The ETag of the version you have seen",
            {"type": "string"},
            required=True,
            example='"1"',
        ),
    ),
    body=schemas.EnterprisePatch,
    body_example=examples.ENTERPRISE_PATCH,
    answers=SHOWN,
    problems=(*BODY_PROBLEMS, *TAKEN, errors.EnterpriseNotFound, PreconditionRequired, PreconditionFailed),
)
