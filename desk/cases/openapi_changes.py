"""What /openapi.json says of the routes that change a case; the guard takes their scopes from here."""

from desk.agencies.errors import AgencyUnknown, TransferNotAllowed
from desk.attachments.service import TooManyAttachments, UnknownAttachment
from desk.cases import errors, examples, requests, schemas
from desk.cases.openapi import BODY_PROBLEMS, ETAG, MASKED
from desk.clients import Scope
from desk.clocks.errors import ClockCannotMove, DueDayPast
from desk.idempotency.errors import KeyInFlight, KeyInvalid, KeyMissing, KeyReused
from desk.web.operations import Answer, Operation, Parameter
from desk.web.preconditions import PreconditionFailed, PreconditionRequired

REFERENCE = Parameter(
    "reference", "path", "Id or case number", {"type": "string"}, example=examples.CASE_OUT["case_no"]
)
IF_MATCH = Parameter(
    "If-Match",
    "header",
    "The ETag of the version that was seen",
    {"type": "string"},
    required=True,
    example='"3"',
)
KEY = {"type": "string", "format": "uuid"}
KEY_EXAMPLE = "0192f3a0-5b1c-5d6e-8f70-1a2b3c4d5e6f"
KEY_MUST = Parameter(
    "Idempotency-Key",
    "header",
    "One per request; repeat it until answered",
    KEY,
    required=True,
    example=KEY_EXAMPLE,
)
KEY_MAY = Parameter(
    "Idempotency-Key",
    "header",
    "Makes a repeat harmless: the first answer comes again",
    KEY,
    example=KEY_EXAMPLE,
)
KEY_PROBLEMS = (KeyInvalid, KeyReused, KeyInFlight)
CHANGED = {200: Answer("The case as it is now", schemas.CaseOut, examples.CASE_OUT, ETAG)}

TRANSITION = Operation(
    operation_id="changeState",
    summary="Take a case one step further",
    description="One row of the state table, by an officer; reopening and extending need `cases:supervise`. "
    "Rejecting needs grounds 16-1 to 16-7, terminating 23-1 to 23-8; asking for material and transferring need "
    f"`due_on`. The consumer is told in the same transaction. {MASKED}",
    scope=Scope.CASES_HANDLE,
    parameters=(REFERENCE, IF_MATCH, KEY_MAY),
    body=requests.TransitionIn,
    body_example=examples.TRANSITION_IN,
    answers=CHANGED,
    problems=(
        *BODY_PROBLEMS,
        *KEY_PROBLEMS,
        errors.CaseNotFound,
        PreconditionRequired,
        PreconditionFailed,
        errors.TransitionNotAllowed,
        AgencyUnknown,
        TransferNotAllowed,
        errors.NotForThisRole,
        errors.GroundsRequired,
        errors.GroundsNotFitting,
        errors.TransitionIncomplete,
        errors.PublicationNotAgreed,
        errors.DuplicateNotFitting,
        ClockCannotMove,
        DueDayPast,
    ),
)

AMEND = Operation(
    operation_id="amendCase",
    summary="Correct the record of a case",
    description="A merge patch (RFC 7396) on an open case. The story stays as it was told; what stood there "
    f"before is kept sealed in the timeline. {MASKED}",
    scope=Scope.CASES_HANDLE,
    parameters=(REFERENCE, IF_MATCH, KEY_MAY),
    body=requests.CasePatch,
    body_example=examples.CASE_PATCH,
    answers=CHANGED,
    problems=(
        *BODY_PROBLEMS,
        *KEY_PROBLEMS,
        errors.CaseNotFound,
        PreconditionRequired,
        PreconditionFailed,
        errors.UnfitPatch,
        errors.UpdateNotAllowed,
    ),
)

UPDATE = Operation(
    operation_id="updateCase",
    summary="The consumer tells more, or withdraws",
    description="Without `cases:handle` the conversation must be one that filed the case (or a filing merged "
    "into it): else 404, as for a number that does not exist. Of a merged case the first one is updated. A "
    f"supplement to a case that waits for material puts it back into examination. {MASKED}",
    scope=Scope.CASES_WRITE,
    parameters=(REFERENCE, KEY_MUST),
    body=requests.UpdateIn,
    body_example=examples.UPDATE_IN,
    answers=CHANGED,
    problems=(
        *BODY_PROBLEMS,
        KeyMissing,
        *KEY_PROBLEMS,
        errors.CaseNotFound,
        errors.UpdateNotAllowed,
        errors.NothingToAdd,
        TooManyAttachments,
        UnknownAttachment,
    ),
)

RATE = Operation(
    operation_id="rateCase",
    summary="The consumer rates the handling",
    description=f"Once it has ended; a later rating takes the place of an earlier one. {MASKED}",
    scope=Scope.CASES_WRITE,
    parameters=(REFERENCE, KEY_MUST),
    body=requests.SatisfactionIn,
    body_example=examples.SATISFACTION_IN,
    answers=CHANGED,
    problems=(*BODY_PROBLEMS, KeyMissing, *KEY_PROBLEMS, errors.CaseNotFound, errors.NotRateable),
)

TIMELINE = Operation(
    operation_id="getTimeline",
    summary="Everything that was done with a case",
    description="Who, when, why, on which grounds; phones and long numbers in free text are starred.",
    scope=Scope.CASES_HANDLE,
    parameters=(REFERENCE,),
    answers={200: Answer("Oldest first", schemas.Timeline, examples.TIMELINE)},
    problems=(errors.CaseNotFound,),
)
