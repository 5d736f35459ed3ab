"""Files and readings that come while no complaint is under way: kept for the one that may begin."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet

from actions import wording
from actions.answering.answerer import filing_payload
from actions.case_backend.port import CaseBackend, CaseBackendError
from actions.intake import card
from actions.intake.case_body import conversation_of
from actions.intake.documents.document import FIELDS, read_document
from actions.intake.documents.layout import lines_of
from actions.intake.documents.proposal import noticed
from actions.intake.flow import received
from actions.intake.slots import FINDINGS
from actions.progress.showing import ADD, case_payload
from actions.say import QUIET, Choice, Say, utter
from actions.turn import Turn, read_turn

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
    """A file outside a complaint: acknowledged, and evidence of the complaint that begins within a day, or of one
    that is filed already."""

    def __init__(self, backend: CaseBackend) -> None:
        self._backend = backend

    def name(self) -> str:
        return "action_keep_file"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[EventType]:
        turn = read_turn(tracker)
        utter(dispatcher, [await self._acknowledged(turn, conversation_of(tracker.sender_id))])
        at = turn.sent_at.isoformat()
        sent = [{"id": attachment["id"], "at": at} for attachment in turn.attachments]
        return [SlotSet("loose_files", [*(tracker.get_slot("loose_files") or ()), *sent][-MOST_FILES:])]

    async def _acknowledged(self, turn: Turn, conversation_id: str) -> Say:
        """An officer may be waiting for just this file: then that is asked first."""
        try:
            open_ = [case for case in await self._backend.cases_of(conversation_id) if case.is_open]
        except CaseBackendError:
            open_ = []  # the file is kept all the same
        if awaiting := [case for case in open_ if case.awaits_material]:
            choices = tuple(
                Choice(f"{wording.OFFER_ADD} {case.case_no}", case_payload(ADD, case.case_no))
                for case in awaiting
            )
            return Say(response="utter_file_awaited", choices=choices)
        response = received(turn, "utter_file_without_form", "utter_photo_without_form")
        return Say(response=response, choices=(Choice(wording.OFFER_ADD_FILED, f"/{ADD}"),) if open_ else ())


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
