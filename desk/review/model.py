"""Turns under review, the views of those who looked, and what was exported and taught."""

import datetime as dt
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.review.states import ReviewState
from desk.review.teaching import BatchState, RunState, Source
from desk.store.base import Base, Instant, Json, named


class ReviewItem(Base):
    """One turn worth a look. Where its text lies: the turn's message and explanation; here is nothing of it."""

    __tablename__ = "review_items"
    __table_args__ = (
        UniqueConstraint("turn_id", name="uq_review_items_turn_id"),
        # The queue: what people disliked first, then what the assistant was least sure of.
        Index("ix_review_items_queue", "state", "disliked", "confidence", "id"),
        Index("ix_review_items_conversation_id", "conversation_id"),
        Index("ix_review_items_batch_id", "batch_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    turn_id: Mapped[str | None] = mapped_column(
        ForeignKey("turns.id", name="fk_review_items_turn_id_turns"),
        comment="null: its conversation was erased",
    )
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", name="fk_review_items_conversation_id_conversations")
    )
    heard_at: Mapped[dt.datetime] = mapped_column(Instant, comment="when the person said it")
    understood: Mapped[str] = mapped_column(String(80), comment="the best label: ask/<topic> or an act")
    confidence: Mapped[float] = mapped_column(Float, comment="of that label, 0 to 1")
    unsure: Mapped[bool] = mapped_column(Boolean, comment="asked back, or below the bar for an answer")
    misunderstood: Mapped[bool] = mapped_column(Boolean, comment="climbed the fallback ladder")
    disliked: Mapped[bool] = mapped_column(Boolean, comment="the person said: no use")
    handed_over: Mapped[bool] = mapped_column(Boolean, comment="staff were asked for after it")
    state: Mapped[ReviewState] = mapped_column(named(ReviewState))
    round: Mapped[int] = mapped_column(comment="grows when two people disagreed and when it is opened again")
    label: Mapped[str | None] = mapped_column(
        String(80), comment="what it is, once reviewed; null: nothing to teach"
    )
    settled_by: Mapped[str | None] = mapped_column(String(36), comment="the view that stands")
    batch_id: Mapped[str | None] = mapped_column(
        ForeignKey("teach_batches.id", name="fk_review_items_batch_id_teach_batches"),
        comment="in which it was exported",
    )
    changed_at: Mapped[dt.datetime] = mapped_column(Instant)


class ReviewView(Base):
    """What one person made of an item, in one round."""

    __tablename__ = "review_views"
    __table_args__ = (
        UniqueConstraint("item_id", "round", "reviewer", name="uq_review_views_item_id_round_reviewer"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    item_id: Mapped[str] = mapped_column(
        ForeignKey("review_items.id", name="fk_review_views_item_id_review_items")
    )
    round: Mapped[int]
    reviewer: Mapped[str] = mapped_column(String(80), comment="staff:zhang.wei")
    label: Mapped[str | None] = mapped_column(String(80), comment="null: nothing to teach")
    body_sealed: Mapped[str] = mapped_column(
        Text, comment="sealed JSON, shape: desk.review.rules.Correction without its label"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class TeachBatch(Base):
    """Sentences exported together. Nothing in it is anybody's: it goes into files that are shared."""

    __tablename__ = "teach_batches"
    __table_args__ = (UniqueConstraint("number", name="uq_teach_batches_number"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(comment="1, 2, 3 …")
    state: Mapped[BatchState] = mapped_column(named(BatchState))
    diff: Mapped[str] = mapped_column(Text, comment="unified, as it was when exported; git apply takes it")
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[dt.datetime] = mapped_column(Instant)


class TeachSentence(Base):
    """One sentence of a batch. The source is unique: nothing is exported twice."""

    __tablename__ = "teach_sentences"
    __table_args__ = (
        UniqueConstraint("source_key", name="uq_teach_sentences_source_key"),
        Index("ix_teach_sentences_batch_id", "batch_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    batch_id: Mapped[str] = mapped_column(
        ForeignKey("teach_batches.id", name="fk_teach_sentences_batch_id_teach_batches")
    )
    source: Mapped[Source] = mapped_column(named(Source))
    source_key: Mapped[str] = mapped_column(String(120), comment="review:<item>, knowledge:<topic>:<digest>")
    label: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, comment="with its entities marked as Rasa marks them; anonymous")


class TeachRun(Base):
    """One training and what came of it."""

    __tablename__ = "teach_runs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[RunState] = mapped_column(named(RunState))
    batches: Mapped[list[int]] = mapped_column(Json, comment="numbers")
    report: Mapped[dict[str, Any]] = mapped_column(Json, comment="shape: operations.teach.report.Report")
    made_by: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[dt.datetime] = mapped_column(Instant)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Instant)
