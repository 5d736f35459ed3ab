"""What /openapi.json says of publication. The public pages need no token and stand in docs/open-data.md."""

from typing import Any

from desk.cases import errors as case_errors
from desk.cases.openapi import BODY_PROBLEMS, TEXT
from desk.clients import Scope
from desk.publication import errors, schemas
from desk.web.operations import Answer, Operation, Parameter

PUBLISHED: dict[str, Any] = {
    "id": "0192f3a0-7c1d-7e8f-9a0b-1c2d3e4f5a6b",
    "business_name": "晨光健身服务有限公司",
    "category": "prepaid_card",
    "month": "2026-11",
    "prefecture": "2201",
    "demands": ["refund"],
    "outcome": "settled",
    "outcome_label": "达成和解",
    "agency": None,
    "summary": "消费者办卡后门店停业，要求退还余额，商家已退款。",
    "published_on": "2026-12-20",
}
_REFERENCE = Parameter("reference", "path", "Id or case number", TEXT, example="XB7K3M9TXA")

PUBLISH = Operation(
    operation_id="publishCase",
    summary="Publish the outcome of a complaint",
    description="With the complainant's consent, after it was settled or its mediation ended. What is published "
    "holds no personal data: a summary that tells of a person is refused, a business's name that may be a "
    "person's is left out unless given as looked up. The same again answers 200 with what stands.",
    scope=Scope.CASES_HANDLE,
    parameters=(_REFERENCE,),
    body=schemas.PublicationIn,
    body_example={"business_name": None, "summary": PUBLISHED["summary"], "officer": "li"},
    answers={
        201: Answer("Published", schemas.Published, PUBLISHED),
        200: Answer("Was published so already", schemas.Published, PUBLISHED),
    },
    problems=(
        *BODY_PROBLEMS,
        case_errors.CaseNotFound,
        case_errors.PublicationNotAgreed,
        case_errors.TransitionNotAllowed,
        errors.NothingToPublish,
        errors.AlreadyPublished,
        errors.TellsOfPerson,
    ),
)

WITHDRAW = Operation(
    operation_id="withdrawPublication",
    summary="Take a complaint off the public lists",
    description="`consent_withdrawn` also takes the consent back, so that it cannot be published again.",
    scope=Scope.CASES_HANDLE,
    parameters=(_REFERENCE,),
    body=schemas.WithdrawalIn,
    body_example={"reason": "consent_withdrawn", "officer": "li"},
    answers={200: Answer("What was published", schemas.Published, PUBLISHED)},
    problems=(*BODY_PROBLEMS, case_errors.CaseNotFound, errors.NotPublished),
)
