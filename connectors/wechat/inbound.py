"""From the fields of an opened callback to one typed message or event (sections 1.3 to 1.5)."""

import datetime as dt
from collections.abc import Callable
from typing import TypedDict

from connectors.wechat.emoji import readable
from connectors.wechat.events import (
    Clicked,
    CodeScanned,
    Located,
    Outcome,
    PicturesSent,
    PlaceChosen,
    Scanned,
    StaffChange,
    StaffSession,
    Subscribed,
    TemplateFinished,
    UnknownEvent,
    Unsubscribed,
    Viewed,
)
from connectors.wechat.fields import created_at, digest_of, inner, number_of, required, text_of
from connectors.wechat.messages import (
    Image,
    Inbound,
    Link,
    Location,
    MiniProgram,
    Text,
    Unknown,
    Unsupported,
    Video,
    Voice,
)
from connectors.wechat.xml import Fields

# The platform's own sentence in place of a sticker, a red packet, a file: its only sign of one. Its end has changed
# over the years, its beginning has not.
UNSUPPORTED = "【收到不支持的消息类型"

QR_SCENE = "qrscene_"  # before the scene, when somebody follows by scanning


class Common(TypedDict):
    """The fields every value has; see messages.Inbound."""

    openid: str
    dedupe_id: str
    created_at: dt.datetime


def _text(fields: Fields, common: Common) -> Inbound:
    content = text_of(fields, "content")
    if content.strip().startswith(UNSUPPORTED):
        return Unsupported(**common)
    return Text(**common, content=readable(content), menu_choice=text_of(fields, "bizmsgmenuid") or None)


def _image(fields: Fields, common: Common) -> Inbound:
    media_id = required(fields, "mediaid")
    return Image(**common, media_id=media_id, pic_url=text_of(fields, "picurl") or None)


def _voice(fields: Fields, common: Common) -> Inbound:
    return Voice(
        **common,
        media_id=required(fields, "mediaid"),
        format=text_of(fields, "format").lower(),
        recognition=text_of(fields, "recognition").strip() or None,
        media_id_16k=text_of(fields, "mediaid16k") or None,
    )


def _video(fields: Fields, common: Common) -> Inbound:
    thumb = text_of(fields, "thumbmediaid") or None
    return Video(**common, media_id=required(fields, "mediaid"), thumb_media_id=thumb)


def _location(fields: Fields, common: Common) -> Inbound:
    return Location(
        **common,
        latitude=number_of(fields, "location_x", 90),
        longitude=number_of(fields, "location_y", 180),
        label=text_of(fields, "label").strip(),
    )


def _link(fields: Fields, common: Common) -> Inbound:
    return Link(
        **common,
        title=text_of(fields, "title"),
        description=text_of(fields, "description"),
        url=text_of(fields, "url"),
    )


def _mini_program(fields: Fields, common: Common) -> Inbound:
    return MiniProgram(
        **common,
        title=text_of(fields, "title"),
        app_id=text_of(fields, "appid"),
        page_path=text_of(fields, "pagepath"),
    )


def _subscribed(fields: Fields, common: Common) -> Inbound:
    key = text_of(fields, "eventkey")
    return Subscribed(**common, scene=key.removeprefix(QR_SCENE) or None)


def _reported(fields: Fields, common: Common) -> Inbound:
    return Located(
        **common,
        latitude=number_of(fields, "latitude", 90),
        longitude=number_of(fields, "longitude", 180),
        precision=number_of(fields, "precision", 1e9),
    )


def _code_scanned(fields: Fields, common: Common) -> Inbound:
    return CodeScanned(
        **common,
        key=text_of(fields, "eventkey"),
        result=text_of(inner(fields, "scancodeinfo"), "scanresult"),
        waits=text_of(fields, "event").lower() == "scancode_waitmsg",
    )


def _pictures(fields: Fields, common: Common) -> Inbound:
    count = number_of(inner(fields, "sendpicsinfo"), "count", 100)
    return PicturesSent(**common, key=text_of(fields, "eventkey"), count=int(count))


def _place(fields: Fields, common: Common) -> Inbound:
    chosen = inner(fields, "sendlocationinfo")
    return PlaceChosen(
        **common,
        key=text_of(fields, "eventkey"),
        latitude=number_of(chosen, "location_x", 90),
        longitude=number_of(chosen, "location_y", 180),
        label=text_of(chosen, "label").strip(),
    )


def _template(fields: Fields, common: Common) -> Inbound:
    status = text_of(fields, "status").strip().lower()
    known = {outcome.value: outcome for outcome in Outcome}
    return TemplateFinished(
        **common,
        message_id=text_of(fields, "msgid"),
        outcome=known.get(status, Outcome.FAILED),  # a new kind of failure is a failure
    )


def _staff(fields: Fields, common: Common) -> Inbound:
    account = text_of(fields, "tokfaccount") or text_of(fields, "kfaccount")
    return StaffSession(**common, change=StaffChange(text_of(fields, "event").lower()), account=account)


Decoder = Callable[[Fields, Common], Inbound]

MESSAGES: dict[str, Decoder] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "shortvideo": _video,
    "location": _location,
    "link": _link,
    "miniprogrampage": _mini_program,
}

EVENTS: dict[str, Decoder] = {
    "subscribe": _subscribed,
    "unsubscribe": lambda _fields, common: Unsubscribed(**common),
    "scan": lambda fields, common: Scanned(**common, scene=text_of(fields, "eventkey")),
    "location": _reported,
    "click": lambda fields, common: Clicked(**common, key=text_of(fields, "eventkey")),
    "view": lambda fields, common: Viewed(**common, url=text_of(fields, "eventkey")),
    "scancode_push": _code_scanned,
    "scancode_waitmsg": _code_scanned,
    "pic_sysphoto": _pictures,
    "pic_photo_or_album": _pictures,
    "pic_weixin": _pictures,
    "location_select": _place,
    "templatesendjobfinish": _template,
    "kf_create_session": _staff,
    "kf_close_session": _staff,
    "kf_switch_session": _staff,
}


def _common(fields: Fields, dedupe_id: str) -> Common:
    openid = required(fields, "fromusername")
    return {"openid": openid, "dedupe_id": dedupe_id, "created_at": created_at(fields)}


def _event(fields: Fields) -> Inbound:
    """Events have no id of their own, and two different ones can share the second: all of it is the id.

    MsgID of a finished template message is that of the message, so it belongs to the digest as well.
    """
    name = required(fields, "event").lower()
    digest = digest_of(fields, "fromusername", "createtime", "event", "eventkey", "msgid")
    common = _common(fields, digest)
    decode_event = EVENTS.get(name)
    return decode_event(fields, common) if decode_event else UnknownEvent(**common, name=name)


def decode(fields: Fields) -> Inbound:
    """One value of `messages` or `events`. Raises Malformed when an element is missing that must be there.

    An opened callback is the platform's own, so answer even that with `success`: sent again it reads no better,
    and the person would be told that the account is broken.
    """
    kind = required(fields, "msgtype").lower()
    if kind == "event":
        return _event(fields)
    message_id = text_of(fields, "msgid").strip()
    common = _common(fields, message_id or digest_of(fields, "fromusername", "createtime", "msgtype"))
    decode_message = MESSAGES.get(kind)
    return decode_message(fields, common) if decode_message else Unknown(**common, msg_type=kind)
