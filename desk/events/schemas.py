"""What an event looks like to those who are told."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from desk.events.model import DeskEvent


class EventStaff(BaseModel):
    """The staff member who acted, or who has the conversation now."""

    model_config = ConfigDict(extra="forbid")

    id: str
    name: str


class EventOut(BaseModel):
    """`data` of one event of the stream: ids alone, nothing anybody said."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, serialize_by_alias=True)

    id: int
    type: str
    at: dt.datetime
    conversation_id: str
    session_id: str | None
    state: str | None
    position: int | None
    from_: Annotated[str | None, Field(alias="from", serialization_alias="from")]
    staff: EventStaff | None


def show_event(event: DeskEvent) -> EventOut:
    staff = None
    if event.staff_id is not None:
        staff = EventStaff(id=event.staff_id, name=event.staff_name or "")
    return EventOut(
        id=event.number or 0,
        type=event.type,
        at=event.at,
        conversation_id=event.conversation_id,
        session_id=event.session_id,
        state=event.state,
        position=event.position,
        from_=event.sender,
        staff=staff,
    )
