"""Every sealed column has a way to be erased: a new table with one must say which."""

import desk.app  # noqa: F401 - every room's tables
from desk.privacy.parts import parts_of_cases
from desk.privacy.resealing import MARK
from desk.store.base import Base

# Sealed columns that no `case_id` leads to, and what empties them.
OTHER_WAYS = {
    "cases": "desk.privacy.case_erasure.erase_case",
    "attachments": "rows go with their case or conversation",
    "messages": "desk.conversations.erasure.erase",
    "turns": "desk.conversations.erasure.erase",
    "outbox": "emptied when done; withdrawn and blanked by desk.conversations.erasure.erase",
    "idempotency_keys": "desk.privacy.retention.drop_old_answers, desk.privacy.parts.drop_answers",
    "privacy_requests": "kept: the proof of what was done",
    "audit_log": "kept: the proof of what was done, and why",
    "reconciliation_messages": "desk.reconciliation.telling.erase_words",
    "warnings": "desk.warnings.service.clear_notes; with a person's name, forget_business",
    "webhook_endpoints": "the operator's own secrets, nobody's data",
}


def test_every_sealed_column_has_a_way_to_be_erased() -> None:
    sealed = {
        table.name
        for table in Base.metadata.tables.values()
        if any(MARK in column.name for column in table.columns)
    }
    emptied = {table.name for table, _columns in parts_of_cases()}
    assert sealed - emptied == set(OTHER_WAYS), "say in OTHER_WAYS what erases it, or give it a case_id"
    assert "case_changes" in emptied
