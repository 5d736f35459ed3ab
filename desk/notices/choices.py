"""What a notice lets its reader tap: choices whose payloads name acts of the assistant (domain.yml). Pure.

A choice is bound to the message it stands under, and names the case and the proposal it speaks of: what is tapped, or
typed letter for letter as an answer, means that and nothing else. So the titles of an open proposal are the words
that its text tells people to reply (desk.reconciliation.wording.SAID).
"""

import json
from collections.abc import Mapping
from typing import Any

from desk.cases.states import Notice
from desk.conversations.messages import QuickReply
from desk.notices import wording
from desk.notices.composers import enterprise_key
from desk.reconciliation.model import MessageKind

PROPOSAL = enterprise_key(MessageKind.PROPOSAL)
MESSAGE = enterprise_key(MessageKind.MESSAGE)


def subject(key: str, case_no: str, detail: Mapping[str, Any]) -> dict[str, str]:
    """What a notice is about, for the assistant that reads the answer. detail: of the line it tells of."""
    about = {"key": key, "case_no": case_no}
    return about | {"proposal": str(detail["message_id"])} if key == PROPOSAL else about


def choices_of(about: Mapping[str, str]) -> tuple[QuickReply, ...]:
    """The choices under a notice about `subject`; most have none."""
    case = {"case_no": about["case_no"]}
    match about["key"]:
        case Notice.INFO_ASKED.value:
            return (_choice(wording.ADD, "add_to_case", case),)
        case key if key == MESSAGE:
            return (_choice(wording.TELL, "tell_enterprise", case), _end(case))
        case key if key == PROPOSAL:
            proposal = case | {"proposal": about["proposal"]}
            return (
                _choice(wording.ACCEPT, "accept_proposal", proposal),
                _choice(wording.DECLINE, "decline_proposal", proposal),
                _end(case),
                _choice(wording.PROGRESS, "progress", case),
            )
    return ()


def _end(case: Mapping[str, str]) -> QuickReply:
    return _choice(wording.END, "end_reconciliation", case)


def _choice(title: str, act: str, parameters: Mapping[str, str]) -> QuickReply:
    return QuickReply(title=title, payload=f"/{act}{json.dumps(dict(parameters))}")
