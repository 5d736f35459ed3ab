"""Files and readings that come while no complaint is under way: kept for the one that may begin."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet

from actions import wording
from actions.answering.answerer import filing_payload
from actions.intake import card
from actions.intake.documents.document import FIELDS, read_document
from actions.intake.documents.layout import lines_of
from actions.intake.documents.proposal import noticed
from actions.intake.flow import received
from actions.intake.proposing import QUIET
from actions.intake.slots import FINDINGS
from actions.say import Choice, Say, utter
from actions.turn import read_turn

PICTURES_STAY = dt.timedelta(hours=24)  # what was sent before that is another matter
MOST_FILES = 9  # as many as the desk keeps for one complaint


def recent_pictures(seen: Any, files: Any, *, now: dt.datetime) -> dict[str, Any]:
    """Slots that a complaint begins with: evidence sent lately, and what was read on it.

    seen: {"pictures", "at"} or None; files: [{"id", "at"}, …] or None.
    """
    evidence = [file["id"] for file in files or () if _is_recent(file["at"], now)]
    brought: dict[str, Any] = {"evidence": evidence} if evidence else {}
    if seen and _is_recent(seen["at"], now):
        brought[FINDINGS] = {"pictures": seen["pictures"], "passed": 0}
    return brought


def _is_recent(at: str, now: dt.datetime) -> bool:
    return now - dt.datetime.fromisoformat(at) <= PICTURES_STAY


class KeepFile(Action):
    """A file outside a complaint: acknowledged, and evidence of the complaint that begins within a day."""

    def name(self) -> str:
        return "action_keep_file"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        utter(
            dispatcher,
            [Say(response=received(turn, "utter_file_without_form", "utter_photo_without_form"))],
        )
        at = turn.sent_at.isoformat()
        sent = [{"id": attachment["id"], "at": at} for attachment in turn.attachments]
        return [SlotSet("loose_files", [*(tracker.get_slot("loose_files") or ()), *sent][-MOST_FILES:])]


class NotePhoto(Action):
    """A reading outside a complaint. It is kept, and one that shows something new offers to register it.

    A picture of a complaint that was filed or cancelled meanwhile tells nobody anything.
    """

    def name(self) -> str:
        return "action_note_photo"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        reading: Mapping[str, Any] = turn.reading or {}
        is_closed = reading.get("attachment_id") in (tracker.get_slot("closed_files") or ())
        found = {} if is_closed else read_document(lines_of(reading), today=turn.today)
        seen = tracker.get_slot("seen_photo")
        known = {"pictures": seen["pictures"]} if seen and _is_recent(seen["at"], turn.sent_at) else {}
        noted = noticed(known, str(reading.get("attachment_id")), found) if found else known
        if noted == known:
            utter(dispatcher, [QUIET])
            return []
        lines = "\n".join(card.line(slot, found[slot]) for slot in FIELDS if found.get(slot))
        offer = Choice(wording.OFFER_FILING, filing_payload())
        utter(dispatcher, [Say(text=wording.PHOTO_KEPT.format(lines=lines), choices=(offer,))])
        return [SlotSet("seen_photo", {"pictures": noted["pictures"], "at": turn.sent_at.isoformat()})]
