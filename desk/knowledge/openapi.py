"""What /openapi.json says of the knowledge routes."""

from typing import Any

from desk.cases.openapi import BODY_PROBLEMS
from desk.clients import Scope
from desk.knowledge import schemas
from desk.web.operations import Answer, Operation, Parameter

ENTRY: dict[str, Any] = {
    "topic": "prepaid_card_refund",
    "group": "预付卡与预付式消费",
    "question": "预付卡能退款吗？",
    "short": "预付卡退款",
    "answer": "商家没按说好的做，可以要求退余款和利息。",
    "sources": [{"law": "中华人民共和国消费者权益保护法", "articles": [53]}],
    "as_of": "2026-11-21",
    "confidence": "A",
    "authority": "market_regulation",
    "offer_filing": True,
}

LIST_ENTRIES = Operation(
    operation_id="listPublishedKnowledge",
    summary="Entries published in the console",
    description="They stand over the entries that the project ships, topic by topic. Ask with If-None-Match; an "
    "unchanged set is a 304.",
    scope=Scope.KNOWLEDGE_READ,
    parameters=(
        Parameter(
            "If-None-Match", "header", "The tag of the set read last", {"type": "string"}, example='"3f2a"'
        ),
    ),
    answers={
        200: Answer("The set", schemas.PublishedEntries, {"entries": [ENTRY]}, {"ETag": "Its tag"}),
        304: Answer("Unchanged", headers={"ETag": "Its tag"}),
    },
)

TELL_STATE = Operation(
    operation_id="tellKnowledgeState",
    summary="What a reader holds",
    description="Whoever answers from the entries tells which set is in force there, and which one it could not "
    "use. Staff see it beside what they published.",
    scope=Scope.KNOWLEDGE_READ,
    body=schemas.ReaderState,
    body_example={"in_force": "3f2a", "refused": None},
    answers={204: Answer("Kept")},
    problems=BODY_PROBLEMS,
)
