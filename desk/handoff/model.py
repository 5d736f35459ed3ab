"""Tables of the hand-off: service sessions with their steps, notes, labels, reading marks, rules, canned replies."""

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.handoff.callback_talk import CallbackStep
from desk.handoff.staff import StaffRef
from desk.handoff.states import CloseReason, Flag, HandoffReason, ServiceEvent, ServiceState
from desk.handoff.triggers import Effect
from desk.store.base import Base, Instant, Json, JsonObject, named

UNENDED = text("ended_at IS NULL")
LONGEST_ID = 80  # characters of a staff member's id, see desk.handoff.staff.id_of_client


class ServiceSession(Base):
    """One time that staff were wanted in a conversation, from the asking to its end. Its conversation's row is the lock."""

    __tablename__ = "service_sessions"
    __table_args__ = (
        Index(
            "uq_service_sessions_open",
            "conversation_id",
            unique=True,
            postgresql_where=UNENDED,
            sqlite_where=UNENDED,
        ),
        Index("ix_service_sessions_conversation_id", "conversation_id"),
        Index("ix_service_sessions_queue", "state", "urgent", "requested_at"),
        Index("ix_service_sessions_claimed_by", "claimed_by", "state"),
        Index("ix_service_sessions_ended_at", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_service_sessions_conversation_id_conversations")
    )
    state: Mapped[ServiceState] = mapped_column(named(ServiceState))
    reason: Mapped[HandoffReason] = mapped_column(named(HandoffReason))
    urgent: Mapped[bool] = mapped_column(comment="stands before the others in the queue")
    goes_on: Mapped[bool] = mapped_column(comment="the assistant answers while the person waits")
    requested_at: Mapped[dt.datetime] = mapped_column(Instant, comment="order in the queue")
    queued_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="since when it waits within hours; null while the office is closed"
    )
    claimed_by: Mapped[str | None] = mapped_column(String(LONGEST_ID), comment="the staff member who has it")
    claimed_name: Mapped[str | None] = mapped_column(String(80))
    claimed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    first_claimed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    first_answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    heard_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="the person's oldest message that no staff member has answered"
    )
    staff_said_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="staff's last message; null once the person wrote"
    )
    snoozed_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    told_ahead: Mapped[int | None] = mapped_column(comment="how many were before them when they were told")
    told_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    acknowledged: Mapped[bool] = mapped_column(comment="it was said that messages wait for staff")
    delay_told: Mapped[bool] = mapped_column(comment="it was said that nobody took it in time")
    reminded: Mapped[bool] = mapped_column(comment="the person was reminded since staff's last message")
    flag: Mapped[Flag | None] = mapped_column(named(Flag))
    flagged_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    callback_step: Mapped[CallbackStep | None] = mapped_column(
        named(CallbackStep), comment="what was asked last of somebody who wants to be called"
    )
    callback_phone_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: E.164")
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    close_reason: Mapped[CloseReason | None] = mapped_column(named(CloseReason))
    satisfaction_asked: Mapped[bool] = mapped_column()
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger, comment="1 to 5")

    @property
    def holder(self) -> StaffRef | None:
        """Who has it; None while it waits."""
        return None if self.claimed_by is None else StaffRef(self.claimed_by, self.claimed_name or "")


class ServiceStep(Base):
    """One step of a session, as it happened."""

    __tablename__ = "service_events"
    __table_args__ = (UniqueConstraint("session_id", "number", name="uq_service_events_session_id_number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    session_id: Mapped[str] = mapped_column(
        ForeignKey("service_sessions.id", name="fk_service_events_session_id_service_sessions")
    )
    number: Mapped[int] = mapped_column(SmallInteger, comment="from 1")
    event: Mapped[ServiceEvent] = mapped_column(named(ServiceEvent))
    from_state: Mapped[ServiceState | None] = mapped_column(named(ServiceState))
    to_state: Mapped[ServiceState] = mapped_column(named(ServiceState))
    actor: Mapped[str] = mapped_column(
        String(80), comment="staff:<sign-in name>, client:<client>/<id>, person, assistant or system"
    )
    detail: Mapped[JsonObject | None] = mapped_column(Json, comment="ids and codes, nothing anybody wrote")
    at: Mapped[dt.datetime] = mapped_column(Instant)


class Note(Base):
    """What staff wrote for each other. The person never sees it in the chat; an export of their data has it."""

    __tablename__ = "conversation_notes"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_note_id", name="uq_conversation_notes_client_note"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_conversation_notes_conversation_id_conversations")
    )
    client_note_id: Mapped[str] = mapped_column(
        String(36), comment="a repeat of the browser's is no second note"
    )
    author_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    author_name: Mapped[str] = mapped_column(String(80))
    text_sealed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class ConversationLabel(Base):
    """A label that staff put on a conversation."""

    __tablename__ = "conversation_labels"
    __table_args__ = (Index("ix_conversation_labels_label", "label"),)

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_conversation_labels_conversation_id_conversations"),
        primary_key=True,
    )
    label: Mapped[str] = mapped_column(String(20), primary_key=True)


class ReadMark(Base):
    """How far one staff member has read a conversation."""

    __tablename__ = "conversation_reads"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_conversation_reads_conversation_id_conversations"),
        primary_key=True,
    )
    staff_id: Mapped[str] = mapped_column(String(LONGEST_ID), primary_key=True)
    position: Mapped[int]
    at: Mapped[dt.datetime] = mapped_column(Instant)


class StaffSeen(Base):
    """When a staff member gave a sign of life in the inbox last."""

    __tablename__ = "staff_seen"

    staff_id: Mapped[str] = mapped_column(String(LONGEST_ID), primary_key=True)
    seen_at: Mapped[dt.datetime] = mapped_column(Instant)


class HandoffRule(Base):
    """When staff are wanted without anybody asking. All conditions that are given must hold."""

    __tablename__ = "handoff_rules"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    active: Mapped[bool]
    effect: Mapped[Effect] = mapped_column(named(Effect))
    topic: Mapped[str | None] = mapped_column(String(60))
    keyword: Mapped[str | None] = mapped_column(String(40), comment="stands in the person's message")
    amount_from_fen: Mapped[int | None] = mapped_column(BigInteger, comment="of a filed case, at least")
    region: Mapped[str | None] = mapped_column(
        String(40), comment="begins the region of a filed case, its name or its GB/T 2260 code"
    )
    channel: Mapped[str | None] = mapped_column(String(20))
    changed_by: Mapped[str] = mapped_column(String(LONGEST_ID))
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)


class RuleHit(Base):
    """A rule acts once in a conversation."""

    __tablename__ = "handoff_rule_hits"

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_handoff_rule_hits_conversation_id_conversations"),
        primary_key=True,
    )
    rule_id: Mapped[str] = mapped_column(
        ForeignKey("handoff_rules.id", name="fk_handoff_rule_hits_rule_id_handoff_rules", ondelete="CASCADE"),
        primary_key=True,
    )
    at: Mapped[dt.datetime] = mapped_column(Instant)


class CannedReply(Base):
    """A sentence that staff send often."""

    __tablename__ = "canned_replies"
    __table_args__ = (UniqueConstraint("shortcut", name="uq_canned_replies_shortcut"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    shortcut: Mapped[str] = mapped_column(String(20), comment="what is typed after /")
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text, comment="with {{variables}}, see desk.handoff.filling")
    changed_by: Mapped[str] = mapped_column(String(LONGEST_ID))
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)
