"""What /openapi.json says of the route; the guard takes its scope from here."""

from desk.cases import errors as case_errors
from desk.clients import Scope
from desk.disclosures import errors, schemas
from desk.errors import InvalidBody, InvalidRequest, TooLarge, UnsupportedMedia
from desk.web.operations import Answer, Operation, Parameter, RouteGroup

DISCLOSE = Operation(
    operation_id="discloseCase",
    summary="See the people of a case in clear, with a reason",
    description="Everywhere else personal fields are masked, whatever the scopes. Each disclosure is an entry of "
    "the audit log; if that cannot be written, nothing is shown. At most 120 an hour per client.",
    scope=Scope.CASES_PERSONAL,
    parameters=(Parameter("reference", "path", "Id or case number", {"type": "string"}),),
    body=schemas.DisclosureIn,
    body_example=schemas.DISCLOSURE_IN,
    answers={200: Answer("The case in clear", schemas.DisclosureOut, schemas.DISCLOSURE_OUT)},
    problems=(
        InvalidRequest,
        TooLarge,
        UnsupportedMedia,
        InvalidBody,
        case_errors.CaseNotFound,
        errors.CaseRestricted,
        errors.CaseErased,
    ),
    group=RouteGroup.DISCLOSURES,
)
