"""What the API tells of files. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from desk.cases.content import Strict


class AttachmentOut(Strict):
    """A file of a case."""

    id: str
    name: Annotated[
        str, Field(description="As the person called it; only its ending without scope `cases:personal`")
    ]
    media_type: Annotated[str, Field(description="As it is kept: image/jpeg, image/png, image/webp or PDF")]
    size: Annotated[int, Field(description="Bytes as kept")]
    created_at: dt.datetime


class AttachmentList(Strict):
    """Oldest first. Ids of the case that name no file of ours are left out."""

    attachments: list[AttachmentOut]
