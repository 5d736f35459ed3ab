"""What /openapi.json says of the case routes; the guard takes their scopes from here."""

from desk.cases import errors, examples, requests, schemas
from desk.clients import Scope
from desk.errors import InvalidBody, InvalidRequest, TooLarge, UnsupportedMedia
from desk.idempotency.errors import KeyInFlight, KeyInvalid, KeyMissing, KeyReused, KeySpent
from desk.limits import LimiterUnavailable
from desk.web.operations import Answer, Operation, Parameter, RouteGroup

BODY_PROBLEMS = (InvalidRequest, TooLarge, UnsupportedMedia, InvalidBody)
ETAG = {"ETag": "Version of the case"}
MASKED = "Personal fields are masked; a disclosure shows them in clear."

FILE_CASE = Operation(
    operation_id="fileCase",
    summary="File a complaint, a report, or both",
    description="Exactly once: the same key and body give the same answer again, marked "
    "`Idempotent-Replayed: true`. `kind: both` makes two linked cases and answers with the complaint. "
    "A filing of certainly the same dispute as an open case is merged into it and answered with that one, "
    "`received_again: true`. "
    f"Filing is registration, not acceptance. {MASKED}",
    scope=Scope.CASES_WRITE,
    parameters=(
        Parameter(
            "Idempotency-Key",
            "header",
            "One per filing; repeat it with the same body until answered",
            {"type": "string", "format": "uuid"},
            required=True,
            example="0192f3a0-5b1c-5d6e-8f70-1a2b3c4d5e6f",
        ),
    ),
    body=schemas.CaseIn,
    body_example=examples.CASE_IN,
    answers={
        201: Answer(
            "Filed",
            schemas.CaseOut,
            examples.CASE_OUT,
            {**ETAG, "Location": "The case", "Idempotent-Replayed": "true when this was answered before"},
        )
    },
    problems=(
        *BODY_PROBLEMS,
        KeyMissing,
        KeyInvalid,
        KeyReused,
        KeyInFlight,
        KeySpent,
        errors.NumbersExhausted,
    ),
)

DAY = {"type": "string", "format": "date"}
TEXT = {"type": "string"}
CURSOR = Parameter("cursor", "query", "From the page before", {"type": "string", "format": "uuid"})
LIMIT = Parameter(
    "limit", "query", "Items a page", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
)

LIST_CASES = Operation(
    operation_id="listCases",
    summary="List and search cases, newest first",
    description="Every filter given must hold. Cases kept by law only are left out. Cursor pages; follow "
    f'`Link: rel="next"`. {MASKED}',
    scope=Scope.CASES_READ,
    parameters=(
        CURSOR,
        LIMIT,
        Parameter("conversation_id", "query", "Told in this conversation", TEXT),
        Parameter("kind", "query", "Complaints or reports", {"$ref": "#/components/schemas/CaseKind"}),
        Parameter("state", "query", "In this state", {"$ref": "#/components/schemas/CaseState"}),
        Parameter("open", "query", "true: still to be handled; false: ended", {"type": "boolean"}),
        Parameter("agency_id", "query", "Handled by this agency", {"type": "string", "format": "uuid"}),
        Parameter("subtree", "query", "And by those below it", {"type": "boolean", "default": False}),
        Parameter("category", "query", "Code of /services", TEXT),
        Parameter(
            "region_code",
            "query",
            "Place of the matter by GB/T 2260: 22 a province, 2201 a prefecture, 220102 a county",
            {"type": "string", "pattern": "^[1-9][0-9](?:[0-9]{2}){0,2}$"},
        ),
        Parameter("channel", "query", "How it reached us", TEXT),
        Parameter("respondent", "query", "This business, whatever its legal form is written like", TEXT),
        Parameter("received_from", "query", "First day of receipt, counted in China", DAY),
        Parameter("received_until", "query", "Last day of receipt", DAY),
        Parameter(
            "q",
            "query",
            "Words, all of them part of business, shop, platform, product or number; width, case and "
            "punctuation do not matter",
            {"type": "string", "minLength": 1, "maxLength": 100},
        ),
    ),
    answers={
        200: Answer(
            "A page", schemas.CasePage, examples.CASE_PAGE, {"Link": "The next page, if there is one"}
        )
    },
    problems=(errors.InvalidQuery,),
)

GET_CASE = Operation(
    operation_id="getCase",
    summary="Read one case by id or number",
    description=f"Numbers are read kindly: lower case, spaces, look-alike characters. {MASKED}",
    scope=Scope.CASES_READ,
    parameters=(
        Parameter(
            "reference", "path", "Id or case number", {"type": "string"}, example=examples.CASE_OUT["case_no"]
        ),
        Parameter("If-None-Match", "header", "An ETag known already", {"type": "string"}),
    ),
    answers={
        200: Answer("The case", schemas.CaseOut, examples.CASE_OUT, ETAG),
        304: Answer("Not changed since that ETag", headers=ETAG),
    },
    problems=(errors.CaseNotFound,),
)

LOOK_UP = Operation(
    operation_id="lookUpCase",
    summary="Status by number and last four digits of the phone",
    description="For people without a login. One 404 whatever is wrong. Ten tries in ten minutes per caller "
    "(the address, or `conversation_id` when given), five failed ones an hour per number.",
    scope=Scope.CASES_READ,
    body=schemas.LookupIn,
    body_example=examples.LOOKUP_IN,
    answers={200: Answer("The status", schemas.CaseStatus, examples.CASE_STATUS)},
    problems=(*BODY_PROBLEMS, errors.CaseNotFound, errors.LookupTooOften, LimiterUnavailable),
    group=RouteGroup.LOOKUP,
)

CHECK_DUPLICATES = Operation(
    operation_id="checkDuplicates",
    summary="Whether a dispute is here already",
    description="Before filing. `certain`: the open case that a filing would be merged into (same phone, "
    "business and order number, or same product, price and day). `possible`: for people to judge.",
    scope=Scope.CASES_WRITE,
    body=requests.DuplicateQuery,
    body_example=examples.DUPLICATE_QUERY,
    answers={200: Answer("What is here", schemas.Duplicates, examples.DUPLICATES)},
    problems=BODY_PROBLEMS,
    group=RouteGroup.LOOKUP,
)

LIST_SERVICES = Operation(
    operation_id="listServices",
    summary="What can be complained about",
    description="Each with the authority that decides and the fields it needs.",
    scope=Scope.CASES_READ,
    answers={200: Answer("All of them", schemas.ServiceList, examples.SERVICE_LIST)},
)

GET_SERVICE = Operation(
    operation_id="getService",
    summary="One kind of complaint",
    description="The fields it needs and welcomes.",
    scope=Scope.CASES_READ,
    parameters=(Parameter("code", "path", "Its code", {"type": "string"}, example="prepaid_card"),),
    answers={200: Answer("It", schemas.Service, examples.SERVICE)},
    problems=(errors.ServiceNotFound,),
)
