"""What /openapi.json says of the reconciliation routes; the guard takes their scopes from here."""

from desk.cases.errors import CaseNotFound, InvalidQuery, TransitionNotAllowed
from desk.clients import Scope
from desk.enterprises.errors import EnterpriseNotFound
from desk.errors import DeskError, InvalidBody, InvalidRequest, TooLarge, UnsupportedMedia
from desk.reconciliation import errors, examples, schemas
from desk.web.operations import Answer, Operation, Parameter

BODY = (InvalidRequest, TooLarge, UnsupportedMedia, InvalidBody)
TALKING = (errors.ReconciliationNotPossible, errors.ReconciliationOver)
SAYING = (*TALKING, errors.MessageIdReused, errors.TooManyMessages)
PROPOSAL = (*TALKING, errors.ProposalNotFound, errors.ProposalNotOpen)
OURS = (errors.ReconciliationNotFound, errors.NotAnEnterprise)
ITS = (CaseNotFound, errors.ReconciliationNotFound)
REFERENCE = Parameter("reference", "path", "Id or case number", {"type": "string"}, example="XB7K3M9TXA")
ID = Parameter("id", "path", "Its id", {"type": "string", "format": "uuid"}, example=examples.ID)
AS_CONSUMER = {200: Answer("As the consumer sees it", schemas.ConsumerReconciliation, examples.CONSUMER)}
AS_ENTERPRISE = {
    200: Answer("As the enterprise sees it", schemas.EnterpriseReconciliation, examples.ENTERPRISE)
}
AGAIN = "The same message id and words again change nothing and get the same answer."


def _consumer(
    operation_id: str, summary: str, description: str, *problems: type[DeskError], **body: object
) -> Operation:
    return Operation(
        operation_id=operation_id,
        summary=summary,
        description=description,
        scope=Scope.CASES_WRITE,
        parameters=(REFERENCE,),
        answers=AS_CONSUMER,
        problems=(*BODY, *ITS, *problems),
        **body,  # type: ignore[arg-type]
    )


def _enterprise(
    operation_id: str, summary: str, description: str, *problems: type[DeskError], **body: object
) -> Operation:
    return Operation(
        operation_id=operation_id,
        summary=summary,
        description=description,
        scope=Scope.ENTERPRISE,
        parameters=(ID,),
        answers=AS_ENTERPRISE,
        problems=(*(BODY if body else ()), *OURS, *problems),
        **body,  # type: ignore[arg-type]
    )


GET_OF_CASE = Operation(
    operation_id="getReconciliation",
    summary="The newest reconciliation of a case",
    description="With everything both sides said.",
    scope=Scope.CASES_WRITE,
    parameters=(
        REFERENCE,
        Parameter(
            "conversation_id",
            "query",
            "Must be one that filed the case, unless you handle cases",
            {"type": "string"},
            example=examples.CONVERSATION_ID,
        ),
    ),
    answers=AS_CONSUMER,
    problems=(InvalidQuery, *ITS),
)
CHOOSE = Operation(
    operation_id="chooseReconciliation",
    summary="The consumer chooses to talk with the enterprise first",
    description="Their choice is their consent. While they talk already, only `share_contact` may change. "
    "The enterprise has ten working days (以官方公布为准); then the complaint goes on by itself.",
    scope=Scope.CASES_WRITE,
    parameters=(REFERENCE,),
    body=schemas.ChooseIn,
    body_example=examples.CHOOSE_IN,
    answers={
        **AS_CONSUMER,
        201: Answer("Offered", schemas.ConsumerReconciliation, examples.CONSUMER),
    },
    problems=(*BODY, CaseNotFound, errors.NotReconcilable, TransitionNotAllowed),
)
WRITE = _consumer(
    "writeToEnterprise",
    "The consumer writes",
    AGAIN,
    *SAYING,
    body=schemas.ConsumerMessageIn,
    body_example=examples.CONSUMER_MESSAGE_IN,
)
ACCEPT = _consumer(
    "acceptProposal",
    "The consumer accepts the proposal they read",
    "The case is settled, once; accepting it again changes nothing. A proposal that another one replaced is 409.",
    *PROPOSAL,
    body=schemas.AcceptanceIn,
    body_example=examples.ACCEPTANCE_IN,
)
DECLINE = _consumer(
    "declineProposal",
    "The consumer declines the proposal they read",
    "The enterprise may propose again. Declining it again changes nothing.",
    *PROPOSAL,
    body=schemas.DeclineIn,
    body_example=examples.DECLINE_IN,
)
END = _consumer(
    "endReconciliation",
    "The consumer does not want to talk any longer",
    "The complaint goes on. Ending it again changes nothing.",
    *TALKING,
    body=schemas.EndIn,
    body_example=examples.END_IN,
)

LIST_RECONCILIATIONS = Operation(
    operation_id="listReconciliations",
    summary="What was offered to the enterprise, newest first",
    description='Its own only. Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.ENTERPRISE,
    parameters=(
        Parameter("cursor", "query", "From the page before", {"type": "string", "format": "uuid"}),
        Parameter(
            "limit", "query", "How many", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
        ),
        Parameter(
            "state",
            "query",
            "Only those in this state",
            {"$ref": "#/components/schemas/ReconciliationState"},
        ),
    ),
    answers={
        200: Answer(
            "A page", schemas.ReconciliationPage, examples.PAGE, {"Link": "The next page, if there is one"}
        )
    },
    problems=(InvalidQuery, errors.NotAnEnterprise),
)
GET_RECONCILIATION = _enterprise(
    "getOwnReconciliation",
    "One that was offered to the enterprise",
    "The consumer's name and phone are starred; the phone is clear only where they agreed, while it is needed.",
)
ANSWER = _enterprise(
    "writeToConsumer",
    "The enterprise writes",
    AGAIN,
    *SAYING,
    body=schemas.MessageIn,
    body_example=examples.MESSAGE_IN,
)
PROPOSE = _enterprise(
    "proposeTerms",
    "The enterprise proposes terms",
    f"A newer proposal takes the place of the one before. {AGAIN}",
    *SAYING,
    body=schemas.ProposalIn,
    body_example=examples.PROPOSAL_IN,
)
REFUSE = _enterprise(
    "refuseReconciliation",
    "The enterprise does not want to reconcile",
    f"The complaint goes on, and the consumer is told the reason as the enterprise's words. {AGAIN}",
    *TALKING,
    errors.MessageIdReused,
    body=schemas.RefusalIn,
    body_example=examples.REFUSAL_IN,
)

GET_FIGURES = Operation(
    operation_id="getEnterpriseFigures",
    summary="How an enterprise reconciles",
    description="Of what was offered to it from the legal day `since` to before `until`. Definitions are our own.",
    scope=Scope.FIGURES_READ,
    parameters=(
        Parameter("code", "path", "Its code", {"type": "string"}, example="chenguang_fitness"),
        Parameter(
            "since", "query", "First day, YYYY-MM-DD", {"type": "string", "format": "date"}, required=True
        ),
        Parameter(
            "until", "query", "The day after the last", {"type": "string", "format": "date"}, required=True
        ),
        Parameter(
            "answer_days",
            "query",
            "Working days within which an answer is in time",
            {"type": "integer", "minimum": 1, "maximum": 60, "default": 3},
        ),
    ),
    answers={200: Answer("The figures", schemas.EnterpriseFigures, examples.FIGURES)},
    problems=(InvalidQuery, EnterpriseNotFound),
)
