"""Bodies of the webhook routes."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from desk.webhooks.events import EventType

Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Events = Annotated[list[EventType], Field(min_length=1, max_length=len(EventType))]


class EndpointIn(BaseModel):
    """A new endpoint."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url
    events: Events
    description: Description = ""


class EndpointPatch(BaseModel):
    """What is to be different; what is left out, or null, stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    active: bool | None = None


class EndpointOut(BaseModel):
    """An endpoint; its secret is shown once, when it is made.

    previous_until: until when the secret before the last rotation signs too; disabled_reason: why the desk itself
    switched it off.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    id: str
    url: str
    description: str
    events: list[EventType]
    active: bool
    disabled_reason: str | None
    previous_until: dt.datetime | None
    created_by: str
    created_at: dt.datetime
    updated_at: dt.datetime


class EndpointWithSecret(EndpointOut):
    """An endpoint with the secret that signs from now on."""

    secret: str


class EndpointList(BaseModel):
    """All of them, oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoints: list[EndpointOut]


class TrialSent(BaseModel):
    """A test event is on its way. outbox_item_id: where its fate can be seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    message_id: str
    outbox_item_id: str
