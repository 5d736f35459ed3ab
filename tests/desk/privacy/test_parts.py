"""Every sealed column has a way to be erased: a new table with one must say which."""

import subprocess
import sys
from pathlib import Path

from desk.privacy.parts import parts_of_cases
from desk.privacy.resealing import MARK
from desk.store.base import Base
from desk.store.models import load_models

# Sealed columns that no `case_id` leads to, and what empties them.
OTHER_WAYS = {
    "cases": "desk.privacy.case_erasure.erase_case",
    "attachments": "rows go with their case or conversation",
    "messages": "desk.conversations.erasure.erase",
    "recipients": "desk.channels.service.leave",
    "turns": "desk.conversations.erasure.erase",
    "outbox": "emptied when done; withdrawn and blanked by desk.conversations.erasure.erase",
    "idempotency_keys": "desk.privacy.retention.drop_old_answers, desk.privacy.parts.drop_answers",
    "privacy_requests": "kept: the proof of what was done",
    "audit_log": "kept: the proof of what was done, and why",
    "reconciliation_messages": "desk.reconciliation.telling.erase_words",
    "warnings": "desk.warnings.service.clear_notes; with a person's name, forget_business",
    "review_views": "desk.review.forgetting.forget_conversation",
    "calls": "desk.calls.service.forget_conversation",
    "call_answers": "desk.calls.service.forget_conversation; after ten minutes purge",
    "conversation_notes": "desk.handoff.forgetting.forget_service",
    "service_sessions": "a number to call back: emptied when the session ends, as forget_service ends it",
    "staff_accounts": "of staff, not of consumers: desk.staff.accounts, with the account's second factor",
    "webhook_endpoints": "the operator's own secrets, nobody's data",
}


def test_every_sealed_column_has_a_way_to_be_erased() -> None:
    load_models()
    sealed = {
        table.name
        for table in Base.metadata.tables.values()
        if any(MARK in column.name for column in table.columns)
    }
    emptied = {table.name for table, _columns in parts_of_cases()}
    assert sealed - emptied == set(OTHER_WAYS), "say in OTHER_WAYS what erases it, or give it a case_id"
    assert "case_changes" in emptied


def test_a_command_that_loaded_nothing_else_knows_every_rooms_tables() -> None:
    look = "from desk.privacy.parts import parts_of_cases as p; print(*sorted(t.name for t, _ in p()))"
    done = subprocess.run(
        [sys.executable, "-c", look],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert set(done.stdout.split()) == {table.name for table, _columns in parts_of_cases()}
    assert "notices" in done.stdout
