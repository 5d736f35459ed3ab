"""What goes into and comes out of the enterprise API. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from desk.cases.content import Strict
from desk.cases.fields import AttachmentId, Choice, Code, RegionCode, Short, Title
from desk.enterprises.uscc import is_uscc
from desk.enterprises.wording import FIELD_ERRORS

MAX_NAMES = 50


def _upper(text: Any) -> Any:
    return text.strip().upper() if isinstance(text, str) else text


def _uscc(text: str) -> str:
    if not is_uscc(text):
        raise PydanticCustomError("uscc_invalid", FIELD_ERRORS["uscc_invalid"])
    return text


def _once(names: list[Any]) -> list[Any]:
    return list(dict.fromkeys(names))


class Shop(Strict):
    """A shop on a platform."""

    platform: Annotated[Short, Field(description="Online platform, as consumers call it")]
    shop: Annotated[Short, Field(description="The shop's name there")]


Uscc = Annotated[str, BeforeValidator(_upper), AfterValidator(_uscc)]
Aliases = Annotated[list[Title], Field(max_length=MAX_NAMES), AfterValidator(_once)]
Shops = Annotated[list[Shop], Field(max_length=MAX_NAMES), AfterValidator(_once)]
Region = Annotated[
    RegionCode | None,
    Field(
        description="GB/T 2260 of where it does business: complaints from elsewhere are another's; null: all"
    ),
]
Agency = Annotated[AttachmentId | None, Field(description="Who enrolled it")]
Credit = Annotated[Uscc | None, Field(description="Unified social credit code, GB 32100")]


class EnterpriseIn(Strict):
    """An enrolment."""

    code: Annotated[Code, Field(description="How programs name it; it never changes")]
    name: Annotated[Title, Field(description="As on its licence")]
    aliases: Annotated[
        Aliases, Field(default_factory=list, description="Brands and signs that consumers know it by")
    ]
    shops: Annotated[Shops, Field(default_factory=list, description="Its shops on platforms")]
    uscc: Credit = None
    region_code: Region = None
    agency_id: Agency = None
    active: Annotated[Choice, Field(description="Whether complaints are offered to it")] = True


class EnterprisePatch(Strict):
    """What changes; members left out stay. Lists are given whole."""

    # A factory and not None: null would be a value, and these have none.
    name: Annotated[Title, Field(default_factory=str)]
    aliases: Annotated[Aliases, Field(default_factory=list)]
    shops: Annotated[Shops, Field(default_factory=list)]
    uscc: Credit = None
    region_code: Region = None
    agency_id: Agency = None
    active: Annotated[Choice, Field(default_factory=bool)]


class EnterpriseOut(Strict):
    """An enrolled enterprise."""

    id: str
    code: str
    name: str
    aliases: list[str]
    shops: list[Shop]
    uscc: str | None
    region_code: str | None
    agency_id: str | None
    active: bool
    enrolled_at: dt.datetime
    updated_at: dt.datetime


class EnterprisePage(Strict):
    """Newest first."""

    enterprises: list[EnterpriseOut]
    next_cursor: Annotated[str | None, Field(description="Ask with it for the next page; null on the last")]


class EnterpriseQuery(Strict):
    """Filters and page of the list."""

    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    active: bool | None = None
