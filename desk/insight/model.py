"""Tables of the numbers: one narrow row a visit, their sums by day, how far the counting got, unanswered questions.

Everything here is computed from conversations and can be thrown away and made again, as long as the conversations are
there. When one is erased its rows lose what leads back to it and go on counting.
"""

import datetime as dt

from sqlalchemy import Date, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.insight.rules import Why
from desk.store.base import Base, Instant, Json, named


class Visit(Base):
    """What one visit adds to the numbers; see desk.insight.rules.Facts."""

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint(
            "conversation_id", "first_position", name="uq_visits_conversation_id_first_position"
        ),
        Index("ix_visits_day", "day"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", name="fk_visits_conversation_id_conversations"),
        comment="null: what was said is erased, and nothing leads back to it",
    )
    first_position: Mapped[int | None] = mapped_column(comment="of its first message; null with the former")
    last_position: Mapped[int | None]
    begun_at: Mapped[dt.datetime] = mapped_column(Instant)
    last_at: Mapped[dt.datetime] = mapped_column(Instant)
    day: Mapped[dt.date] = mapped_column(Date, comment="on which it began, in China")
    channel: Mapped[str] = mapped_column(String(20))
    topic: Mapped[str | None] = mapped_column(String(64), comment="answered first; null: none was")
    region_code: Mapped[str | None] = mapped_column(String(6), comment="of the case filed in it")
    agency_id: Mapped[str | None] = mapped_column(String(36), comment="whose case it is")
    handoff_reason: Mapped[str | None] = mapped_column(String(40), comment="null: staff were not asked for")
    ended: Mapped[bool]
    gave_up: Mapped[bool] = mapped_column(comment="a message was never answered")
    filed: Mapped[bool] = mapped_column(comment="a case was filed in it")
    said: Mapped[int] = mapped_column(Integer, comment="messages of the person")
    replied: Mapped[int] = mapped_column(Integer, comment="messages of the assistant")
    staff_said: Mapped[int] = mapped_column(Integer, comment="messages of staff")
    questions: Mapped[int]
    declined: Mapped[int] = mapped_column(comment="questions not understood")
    first_response: Mapped[int | None] = mapped_column(comment="tenths of a second; null: nobody answered")
    staff_wait: Mapped[int | None] = mapped_column(comment="seconds; null: no staff came")
    staff_rating: Mapped[int | None] = mapped_column(SmallInteger, comment="1 to 5; null: not rated")


class VisitDay(Base):
    """Visits summed by day and everything the page filters by. '' stands for what is not known."""

    __tablename__ = "visit_days"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    topic: Mapped[str] = mapped_column(String(64), primary_key=True)
    region_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    agency_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    handoff_reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    visits: Mapped[int]
    ended: Mapped[int]
    automated: Mapped[int] = mapped_column(comment="ended without staff and without a give-up")
    handed_off: Mapped[int] = mapped_column(comment="of those that ended")
    gave_up: Mapped[int] = mapped_column(comment="of those that ended")
    filed: Mapped[int]
    said: Mapped[int]
    replied: Mapped[int]
    staff_said: Mapped[int]
    questions: Mapped[int]
    declined: Mapped[int]


class InsightProgress(Base):
    """How far a job got; its row is the lock by which one desk of several does it."""

    __tablename__ = "insight_progress"

    job: Mapped[str] = mapped_column(String(20), primary_key=True)
    done_until: Mapped[dt.datetime | None] = mapped_column(Instant, comment="null: never yet")


class Unanswered(Base):
    """A typed message that was not answered, or not surely. Its words stay in the message; the row goes when they are
    erased."""

    __tablename__ = "unanswered"
    __table_args__ = (
        Index("ix_unanswered_conversation_id", "conversation_id"),
        Index("ix_unanswered_day", "day"),
        Index("ix_unanswered_cluster_id_day", "cluster_id", "day"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, comment="the turn's")
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_unanswered_conversation_id_conversations")
    )
    message_id: Mapped[str] = mapped_column(String(36))
    day: Mapped[dt.date] = mapped_column(Date, comment="on which it was asked, in China")
    channel: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[str | None] = mapped_column(String(36), comment="of the visit")
    why: Mapped[Why] = mapped_column(named(Why))
    nearest: Mapped[str | None] = mapped_column(String(64), comment="the most likely topic")
    ranking: Mapped[dict[str, float]] = mapped_column(
        Json, comment="the likely topics, each with its probability"
    )
    cluster_id: Mapped[str | None] = mapped_column(
        String(36), comment="null: like no other, or not yet looked at"
    )


class QuestionCluster(Base):
    """Unanswered questions that mean much the same."""

    __tablename__ = "question_clusters"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    made_at: Mapped[dt.datetime] = mapped_column(Instant, comment="when it was first seen")
    size: Mapped[int] = mapped_column(Integer)
    nearest: Mapped[str | None] = mapped_column(
        String(64), comment="the topic most of its questions are nearest to"
    )
    middle: Mapped[list[str]] = mapped_column(Json, comment="ids of the questions nearest to its middle")
