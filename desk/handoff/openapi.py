"""What /openapi.json says of conversations in the hands of staff."""

from typing import Any

from desk.cases.openapi import BODY_PROBLEMS, CURSOR, LIMIT, TEXT
from desk.clients import Scope
from desk.conversations.errors import EmptyMessage, MessageTooLong
from desk.handoff import errors, schemas
from desk.web.operations import Answer, Operation, Parameter

LI: dict[str, Any] = {"id": "li", "name": "小李"}  # as a client tells who acts
OUR_LI: dict[str, Any] = LI | {"id": "nanguan/li"}  # … and as they are shown
CONVERSATION: dict[str, Any] = {
    "id": "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00",
    "channel": "webchat",
    "state": "serving",
    "reason": "asked",
    "urgent": False,
    "owner": "staff",
    "goes_on": False,
    "requested_at": "2026-11-20T02:30:00Z",
    "queued_at": "2026-11-20T02:30:00Z",
    "waiting_seconds": 40,
    "place": None,
    "claimed_by": OUR_LI,
    "claimed_at": "2026-11-20T02:32:00Z",
    "snoozed_until": None,
    "flag": None,
    "flagged_at": None,
    "last_message": {
        "position": 7,
        "from": "user",
        "text": "我的电话138****5678",
        "at": "2026-11-20T02:33:00Z",
    },
    "last_position": 7,
    "unread": 1,
    "labels": ["预付卡"],
    "ended_at": None,
    "close_reason": None,
    "satisfaction": None,
}
DETAIL: dict[str, Any] = CONVERSATION | {
    "sessions": [
        {
            "id": "0192f3a0-9a1e-7f90-8a1b-2c3d4e5f6a7b",
            "state": "serving",
            "reason": "asked",
            "requested_at": "2026-11-20T02:30:00Z",
            "claimed_by": OUR_LI,
            "ended_at": None,
            "close_reason": None,
            "satisfaction": None,
        }
    ],
    "events": [
        {
            "event": "claim",
            "from_state": "queued",
            "to_state": "serving",
            "actor": "client:nanguan/li",
            "at": "2026-11-20T02:32:00Z",
            "detail": None,
        }
    ],
    "notes": [
        {
            "id": "0192f3a1-0000-7000-8000-000000000001",
            "author": OUR_LI,
            "text": "已联系商家",
            "created_at": "2026-11-20T02:34:00Z",
        }
    ],
    "cases": [
        {
            "id": "0192f3a1-0000-7000-8000-000000000002",
            "case_no": "T7K2M9",
            "state": "submitted",
            "state_label": "已登记",
        }
    ],
    "presence": [OUR_LI | {"who": "staff", "kind": "viewing", "until": "2026-11-20T02:35:00Z"}],
}
MESSAGE: dict[str, Any] = {
    "id": "0192f3a1-0000-7000-8000-000000000003",
    "position": 8,
    "from": "staff",
    "text": "您好，请问怎么称呼？",
    "quick_replies": [],
    "attachment": None,
    "answer": None,
    "case": None,
    "author": OUR_LI,
    "created_at": "2026-11-20T02:34:00Z",
}
CANNED: dict[str, Any] = {
    "id": "0192f3a1-0000-7000-8000-000000000004",
    "shortcut": "hao",
    "title": "告知编号",
    "text": "您的投诉编号是{{case_no}}。",
    "changed_at": "2026-11-20T02:34:00Z",
}
RULE: dict[str, Any] = {
    "id": "0192f3a1-0000-7000-8000-000000000005",
    "name": "大额",
    "effect": "hand_over",
    "active": True,
    "topic": None,
    "keyword": None,
    "amount_from_fen": 5_000_000,
    "region": None,
    "channel": None,
    "changed_at": "2026-11-20T02:34:00Z",
}
RULE_IN = {"staff": LI} | {key: value for key, value in RULE.items() if key not in ("id", "changed_at")}
ID = Parameter(
    "conversation_id",
    "path",
    "Its id",
    {"type": "string", "format": "uuid"},
    example=CONVERSATION["id"],
)
STAFF = Parameter(
    "staff_id", "query", "Of your people: whose unread messages are counted, and whose `mine` are", TEXT
)
WHOLE = {"type": "integer", "minimum": 0}
GONE = (errors.ConversationNotFound,)
HELD = (*BODY_PROBLEMS, errors.ConversationNotFound, errors.NotYours, errors.StepNotAllowed)
SHOWN = {200: Answer("The conversation afterwards", schemas.ConversationOut, CONVERSATION)}

LIST = Operation(
    operation_id="listConversations",
    summary="Conversations in which staff were wanted",
    description="One entry a conversation, by its newest session. Numbers in texts are masked. A client of an agency "
    'sees those in which one of its cases was told. Cursor pages; follow `Link: rel="next"`.',
    scope=Scope.CONVERSATIONS_READ,
    parameters=(
        CURSOR,
        LIMIT,
        Parameter("queue", "query", "Which ones", {"$ref": "#/components/schemas/Queue"}),
        STAFF,
        Parameter("channel", "query", "Only of this channel", TEXT),
        Parameter("label", "query", "Only with this label", TEXT),
    ),
    answers={
        200: Answer(
            "A page",
            schemas.ConversationPage,
            {"conversations": [CONVERSATION], "next_cursor": None},
            {"Link": "The next page, if there is one"},
        )
    },
    problems=(errors.ConversationQueryInvalid,),
)
GET = Operation(
    operation_id="getConversation",
    summary="One conversation with its sessions, notes and cases",
    description="And who looks at it or types in it now.",
    scope=Scope.CONVERSATIONS_READ,
    parameters=(ID, STAFF),
    answers={200: Answer("The conversation", schemas.ConversationDetail, DETAIL)},
    problems=GONE,
)
MESSAGES = Operation(
    operation_id="listConversationMessages",
    summary="What was said",
    description="The newest page, or what stands before a position or behind one. Phone and identity numbers are masked.",
    scope=Scope.CONVERSATIONS_READ,
    parameters=(
        ID,
        Parameter("before", "query", "Messages before this position", WHOLE),
        Parameter("after", "query", "Messages behind this position", WHOLE),
        LIMIT,
    ),
    answers={
        200: Answer("Oldest first", schemas.MessagePage, {"messages": [MESSAGE], "before": 8, "after": None})
    },
    problems=(errors.ConversationNotFound, errors.ConversationQueryInvalid),
)
CLAIM = Operation(
    operation_id="claimConversation",
    summary="Have a conversation",
    description="Of two who claim at once one wins, the other is told who. Where staff were not wanted it steps in "
    "unasked. One's own again is harmless.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.StaffActIn,
    body_example={"staff": LI},
    answers=SHOWN,
    problems=(*BODY_PROBLEMS, errors.ConversationNotFound, errors.ConversationClaimed),
)
RELEASE = Operation(
    operation_id="releaseConversation",
    summary="Back to the queue, to its old place",
    description="By its holder or a supervisor. Again is harmless.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.StaffActIn,
    body_example={"staff": LI},
    answers=SHOWN,
    problems=HELD,
)
TRANSFER = Operation(
    operation_id="transferConversation",
    summary="To somebody else, or to the queue",
    description="By its holder or a supervisor; what waits is given out by supervisors.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.TransferIn,
    body_example={"staff": LI, "to": {"id": "wu", "name": "小吴"}},
    answers=SHOWN,
    problems=HELD,
)
RETURN = Operation(
    operation_id="returnConversation",
    summary="Back to the assistant",
    description="It goes on where it was, with its draft, and says so.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.StaffActIn,
    body_example={"staff": LI},
    answers=SHOWN,
    problems=HELD,
)
CLOSE = Operation(
    operation_id="closeConversation",
    summary="End the service, with a reason",
    description="The assistant answers again. The person is asked how it was if wanted and if staff had answered.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.CloseIn,
    body_example={"staff": LI, "reason": "solved", "ask_satisfaction": True},
    answers=SHOWN,
    problems=HELD,
)
SNOOZE = Operation(
    operation_id="snoozeConversation",
    summary="Put aside until a time",
    description="It comes back then, or with the person's next message.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.SnoozeIn,
    body_example={"staff": LI, "until": "2026-11-20T06:00:00Z"},
    answers=SHOWN,
    problems=(*HELD, errors.SnoozeOutOfRange),
)
SEND = Operation(
    operation_id="sendConversationMessage",
    summary="Say something to the person",
    description="Only who has claimed the conversation can; a supervisor neither. The same client_message_id again "
    "sends nothing twice.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.SendIn,
    body_example={"staff": LI, "text": "您好，请问怎么称呼？", "client_message_id": "0192f3a1-aaaa"},
    answers={
        200: Answer("Sent before", schemas.SentOut, {"message": MESSAGE, "repeated": True}),
        201: Answer("Sent", schemas.SentOut, {"message": MESSAGE, "repeated": False}),
    },
    problems=(
        *BODY_PROBLEMS,
        errors.ConversationNotFound,
        errors.NotYours,
        errors.ClientMessageReused,
        EmptyMessage,
        MessageTooLong,
    ),
)
NOTE = Operation(
    operation_id="addConversationNote",
    summary="Write something for colleagues",
    description="Sealed; the person does not see it in the chat, an export of their data has it.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.NoteIn,
    body_example={"staff": LI, "text": "已联系商家", "client_note_id": "0192f3a1-bbbb"},
    answers={201: Answer("Kept", schemas.NoteOut, DETAIL["notes"][0])},
    problems=(
        *BODY_PROBLEMS,
        errors.ConversationNotFound,
        errors.ClientMessageReused,
        EmptyMessage,
        MessageTooLong,
    ),
)
LABELS = Operation(
    operation_id="setConversationLabels",
    summary="The labels of a conversation",
    description="The whole set.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.LabelsIn,
    body_example={"staff": LI, "labels": ["预付卡"]},
    answers={200: Answer("The labels", schemas.LabelsOut, {"labels": ["预付卡"]})},
    problems=(*BODY_PROBLEMS, errors.ConversationNotFound),
)
READ = Operation(
    operation_id="readConversation",
    summary="Read up to a message",
    description="Never back.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.ReadIn,
    body_example={"staff": LI, "position": 7},
    answers={204: Answer("Noted")},
    problems=(*BODY_PROBLEMS, errors.ConversationNotFound),
)
PRESENCE = Operation(
    operation_id="noteConversationPresence",
    summary="Somebody looks or types",
    description="Lapses by itself: viewing after 45 seconds, typing after 6. It is also the sign by which a holder is "
    "known to be there.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID,),
    body=schemas.PresenceIn,
    body_example={"staff": LI, "kind": "typing"},
    answers={204: Answer("Noted")},
    problems=(*BODY_PROBLEMS, errors.ConversationNotFound),
)
COUNTS = Operation(
    operation_id="countConversations",
    summary="How many stand in which queue",
    description="And how many conversations of one staff member have something unread.",
    scope=Scope.CONVERSATIONS_READ,
    parameters=(STAFF,),
    answers={
        200: Answer(
            "The figures",
            schemas.QueueCounts,
            {"waiting": 3, "mine": 2, "open": 9, "flagged": 1, "unread": 1},
        )
    },
)

CANNED_ID = Parameter(
    "canned_id", "path", "Its id", {"type": "string", "format": "uuid"}, example=CANNED["id"]
)
CANNED_IN = {"staff": LI, "shortcut": "hao", "title": "告知编号", "text": "您的投诉编号是{{case_no}}。"}
CANNED_PROBLEMS = (*BODY_PROBLEMS, errors.UnknownVariable, errors.ShortcutTaken)
LIST_CANNED = Operation(
    operation_id="listCannedReplies",
    summary="Sentences that staff send often",
    description="In alphabetical order of what is typed after `/`.",
    scope=Scope.CONVERSATIONS_READ,
    parameters=(Parameter("prefix", "query", "Only those whose shortcut begins so", TEXT),),
    answers={200: Answer("All of them", schemas.CannedList, {"canned_replies": [CANNED]})},
)
ADD_CANNED = Operation(
    operation_id="addCannedReply",
    summary="A new canned reply",
    description="An unknown variable is refused here, so that nobody meets it while somebody waits.",
    scope=Scope.CONVERSATIONS_ANSWER,
    body=schemas.CannedIn,
    body_example=CANNED_IN,
    answers={201: Answer("Kept", schemas.CannedOut, CANNED)},
    problems=CANNED_PROBLEMS,
)
CHANGE_CANNED = Operation(
    operation_id="changeCannedReply",
    summary="Change a canned reply",
    description="All of it.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(CANNED_ID,),
    body=schemas.CannedIn,
    body_example=CANNED_IN,
    answers={200: Answer("Changed", schemas.CannedOut, CANNED)},
    problems=(*CANNED_PROBLEMS, errors.CannedReplyNotFound),
)
REMOVE_CANNED = Operation(
    operation_id="removeCannedReply",
    summary="Drop a canned reply",
    description="What was sent with it stays.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(CANNED_ID,),
    body=schemas.StaffActIn,
    body_example={"staff": LI},
    answers={204: Answer("Gone")},
    problems=(*BODY_PROBLEMS, errors.CannedReplyNotFound),
)
FILL_CANNED = Operation(
    operation_id="fillCannedReply",
    summary="A canned reply filled for a conversation",
    description="From its newest case and from who writes. A variable without a value is refused: no sentence has a hole.",
    scope=Scope.CONVERSATIONS_ANSWER,
    parameters=(ID, CANNED_ID),
    body=schemas.StaffActIn,
    body_example={"staff": LI},
    answers={200: Answer("The text, not sent yet", schemas.FilledOut, {"text": "您的投诉编号是T7K2M9。"})},
    problems=(
        *BODY_PROBLEMS,
        errors.ConversationNotFound,
        errors.CannedReplyNotFound,
        errors.VariableUnfilled,
    ),
)
RULE_ID = Parameter("rule_id", "path", "Its id", {"type": "string", "format": "uuid"}, example=RULE["id"])
LIST_RULES = Operation(
    operation_id="listHandoffRules",
    summary="When staff are wanted without anybody asking",
    description="In the order in which they are asked; a rule acts once in a conversation.",
    scope=Scope.CONVERSATIONS_READ,
    answers={200: Answer("All of them", schemas.RuleList, {"handoff_rules": [RULE]})},
)
ADD_RULE = Operation(
    operation_id="addHandoffRule",
    summary="A new rule",
    description="All conditions that are given must hold; at least one is given.",
    scope=Scope.CONVERSATIONS_SUPERVISE,
    body=schemas.RuleIn,
    body_example=RULE_IN,
    answers={201: Answer("Kept", schemas.RuleOut, RULE)},
    problems=(*BODY_PROBLEMS, errors.RuleEmpty),
)
CHANGE_RULE = Operation(
    operation_id="changeHandoffRule",
    summary="Change a rule",
    description="All of it.",
    scope=Scope.CONVERSATIONS_SUPERVISE,
    parameters=(RULE_ID,),
    body=schemas.RuleIn,
    body_example=RULE_IN,
    answers={200: Answer("Changed", schemas.RuleOut, RULE)},
    problems=(*BODY_PROBLEMS, errors.RuleEmpty, errors.RuleNotFound),
)
REMOVE_RULE = Operation(
    operation_id="removeHandoffRule",
    summary="Drop a rule",
    description="Sessions that it opened stay.",
    scope=Scope.CONVERSATIONS_SUPERVISE,
    parameters=(RULE_ID,),
    body=schemas.StaffActIn,
    body_example={"staff": LI},
    answers={204: Answer("Gone")},
    problems=(*BODY_PROBLEMS, errors.RuleNotFound),
)
