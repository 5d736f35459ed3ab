"""Every message and event of the protocol, as its typed value."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from wechatpy import parse_message

from connectors.wechat import events, messages
from connectors.wechat.inbound import EVENTS, MESSAGES, decode
from connectors.wechat.refusals import Malformed
from connectors.wechat.xml import parse
from tests.connectors.wechat.builders import NOW, OPENID, OTHER_OPENID, event, message
from tests.connectors.wechat.simulator.wire import document


def read(fields: dict[str, Any]) -> messages.Inbound:
    return decode(parse(document(fields).encode()))


def bare(value: messages.Inbound) -> dict[str, Any]:
    """What the value has beyond what all have."""
    common = {known.name for known in dataclasses.fields(messages.Inbound)}
    return {name: held for name, held in dataclasses.asdict(value).items() if name not in common}


def test_text_says_who_when_and_what() -> None:
    value = read(message())
    assert value == messages.Text(
        openid=OPENID, dedupe_id="1234567890123456", created_at=NOW, content="你好", menu_choice=None
    )


def test_text_is_read_as_the_other_implementation_reads_it() -> None:
    xml = document(message(Content="商家不退款"))
    theirs, ours = parse_message(xml), decode(parse(xml.encode()))
    assert isinstance(ours, messages.Text)
    assert (ours.content, ours.openid, ours.dedupe_id) == (theirs.content, theirs.source, str(theirs.id))
    assert ours.created_at.timestamp() == theirs.time


@pytest.mark.parametrize("said", ["", "  ", "\u3000", "/restart", "  两边有空格  "])
def test_text_is_kept_as_it_was_typed(said: str) -> None:
    value = read(message(Content=said))
    assert isinstance(value, messages.Text)
    assert value.content == said


def test_tapped_choice_carries_its_id() -> None:
    value = read(message(Content="年假", bizmsgmenuid="101"))
    assert bare(value) == {"content": "年假", "menu_choice": "101"}


@pytest.mark.parametrize(
    "sentence", ["【收到不支持的消息类型，暂无法显示】", "【收到不支持的消息类型，请在手机上查看】"]
)
def test_sticker_is_no_text(sentence: str) -> None:
    assert type(read(message(Content=sentence))) is messages.Unsupported


def test_text_that_quotes_the_sticker_sentence_is_text() -> None:
    value = read(message(Content="为什么显示【收到不支持的消息类型，暂无法显示】？"))
    assert isinstance(value, messages.Text)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/::)", "[微笑]"),
        ("谢谢/:rose/:rose", "谢谢[玫瑰][玫瑰]"),
        ("/::-O/::O", "[哈欠][惊讶]"),
        ("/:love/:lvu", "[爱情][爱你]"),
        ("ok/:v", "ok[胜利]"),
        ("好的[旺柴]😄", "好的[旺柴]😄"),
        ("网址 https://a.cn/x/:no", "网址 https://a.cn/x/:no"),
        ("1/2 与 a/b", "1/2 与 a/b"),
    ],
)
def test_emoji_codes_become_words(said: str, shown: str) -> None:
    value = read(message(Content=said))
    assert isinstance(value, messages.Text)
    assert value.content == shown


def test_image_has_its_media_id() -> None:
    value = read(message(MsgType="image", Content=None, MediaId="m1", PicUrl="http://mmbiz.qpic.cn/1"))
    assert bare(value) == {"media_id": "m1", "pic_url": "http://mmbiz.qpic.cn/1"}


@pytest.mark.parametrize(
    ("more", "recognition"),
    [
        ({}, None),
        ({"Recognition": ""}, None),
        ({"Recognition": " "}, None),
        ({"Recognition": "退款"}, "退款"),
    ],
)
def test_voice_has_words_only_where_there_are_any(more: dict[str, str], recognition: str | None) -> None:
    value = read(message(MsgType="voice", Content=None, MediaId="m1", Format="AMR", **more))
    assert bare(value) == {
        "media_id": "m1",
        "format": "amr",
        "recognition": recognition,
        "media_id_16k": None,
    }


def test_voice_may_come_in_better_sound() -> None:
    value = read(message(MsgType="voice", Content=None, MediaId="m1", Format="amr", MediaId16K="m2"))
    assert bare(value)["media_id_16k"] == "m2"


@pytest.mark.parametrize("kind", ["video", "shortvideo"])
def test_videos_long_and_short_are_videos(kind: str) -> None:
    value = read(message(MsgType=kind, Content=None, MediaId="m1", ThumbMediaId="t1"))
    assert type(value) is messages.Video
    assert bare(value) == {"media_id": "m1", "thumb_media_id": "t1"}


def test_location_has_latitude_first() -> None:
    place = {"Location_X": 43.88, "Location_Y": 125.35, "Scale": 15, "Label": "吉林省长春市朝阳区"}
    value = read(message(MsgType="location", Content=None, **place))
    assert bare(value) == {"latitude": 43.88, "longitude": 125.35, "label": "吉林省长春市朝阳区"}


@pytest.mark.parametrize("latitude", ["", "abc", "nan", "inf", "90.1", "-90.1"])
def test_place_that_is_not_on_earth_is_refused(latitude: str) -> None:
    with pytest.raises(Malformed):
        read(message(MsgType="location", Location_X=latitude, Location_Y=1, Label=""))


def test_link_and_mini_program_keep_what_they_show() -> None:
    link = read(message(MsgType="link", Title="标题", Description="说明", Url="https://a.cn/"))
    assert bare(link) == {"title": "标题", "description": "说明", "url": "https://a.cn/"}
    card = read(message(MsgType="miniprogrampage", Title="店", AppId="wx1", PagePath="pages/a"))
    assert bare(card) == {"title": "店", "app_id": "wx1", "page_path": "pages/a"}


@pytest.mark.parametrize("kind", ["file", "hologram"])
def test_kind_nobody_has_heard_of_is_unknown(kind: str) -> None:
    assert bare(read(message(MsgType=kind))) == {"msg_type": kind}


@pytest.mark.parametrize("kind", ["TEXT", "Text"])
def test_case_of_a_kind_does_not_matter(kind: str) -> None:
    assert isinstance(read(message(MsgType=kind)), messages.Text)


@pytest.mark.parametrize(
    "changes",
    [
        {"MsgType": None},
        {"MsgType": ""},
        {"FromUserName": None},
        {"CreateTime": None},
        {"CreateTime": "soon"},
        {"CreateTime": "-5"},
        {"MsgType": "image"},
        {"MsgType": "voice"},
        {"MsgType": "video"},
        {"MsgType": "event"},
    ],
)
def test_message_without_what_it_needs_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read(message(**changes))


def test_every_kind_of_message_without_any_field_is_decoded_or_refused() -> None:
    for kind in [*MESSAGES, "unknown"]:
        try:
            assert isinstance(read(message(MsgType=kind, Content=None)), messages.Inbound)
        except Malformed:
            continue
    for name in [*EVENTS, "unknown"]:
        try:
            assert isinstance(read(event(name)), messages.Inbound)
        except Malformed:
            continue


PLACE = {"Location_X": 43.88, "Location_Y": 125.35, "Scale": 15, "Label": "长春", "Poiname": ""}


@pytest.mark.parametrize(
    ("sent", "kind", "has"),
    [
        (event("subscribe"), events.Subscribed, {"scene": None}),
        (event("subscribe", EventKey=""), events.Subscribed, {"scene": None}),
        (event("subscribe", EventKey="qrscene_12", Ticket="t"), events.Subscribed, {"scene": "12"}),
        (event("unsubscribe"), events.Unsubscribed, {}),
        (event("SCAN", EventKey="12", Ticket="t"), events.Scanned, {"scene": "12"}),
        (event("CLICK", EventKey="COMPLAIN"), events.Clicked, {"key": "COMPLAIN"}),
        (event("VIEW", EventKey="https://a.cn/", MenuId=4), events.Viewed, {"url": "https://a.cn/"}),
        (
            event("LOCATION", Latitude=43.88, Longitude=125.35, Precision=119.0),
            events.Located,
            {"latitude": 43.88, "longitude": 125.35, "precision": 119.0},
        ),
        (
            event("scancode_waitmsg", EventKey="k", ScanCodeInfo={"ScanType": "qrcode", "ScanResult": "1"}),
            events.CodeScanned,
            {"key": "k", "result": "1", "waits": True},
        ),
        (
            event("scancode_push", EventKey="k", ScanCodeInfo={"ScanType": "qrcode", "ScanResult": "1"}),
            events.CodeScanned,
            {"key": "k", "result": "1", "waits": False},
        ),
        (
            event(
                "pic_photo_or_album",
                EventKey="k",
                SendPicsInfo={"Count": 2, "PicList": {"item": [{"PicMd5Sum": "a"}, {"PicMd5Sum": "b"}]}},
            ),
            events.PicturesSent,
            {"key": "k", "count": 2},
        ),
        (
            event("location_select", EventKey="k", SendLocationInfo=PLACE),
            events.PlaceChosen,
            {"key": "k", "latitude": 43.88, "longitude": 125.35, "label": "长春"},
        ),
        (
            event("TEMPLATESENDJOBFINISH", MsgID=200163840, Status="success"),
            events.TemplateFinished,
            {"message_id": "200163840", "outcome": events.Outcome.DELIVERED},
        ),
        (
            event("TEMPLATESENDJOBFINISH", MsgID=1, Status="failed:user block"),
            events.TemplateFinished,
            {"message_id": "1", "outcome": events.Outcome.BLOCKED},
        ),
        (
            event("TEMPLATESENDJOBFINISH", MsgID=1, Status="failed: something new"),
            events.TemplateFinished,
            {"message_id": "1", "outcome": events.Outcome.FAILED},
        ),
        (
            event("kf_create_session", KfAccount="li@a"),
            events.StaffSession,
            {"change": events.StaffChange.OPENED, "account": "li@a"},
        ),
        (
            event("kf_close_session", KfAccount="li@a"),
            events.StaffSession,
            {"change": events.StaffChange.CLOSED, "account": "li@a"},
        ),
        (
            event("kf_switch_session", FromKfAccount="li@a", ToKfAccount="wu@a"),
            events.StaffSession,
            {"change": events.StaffChange.HANDED_ON, "account": "wu@a"},
        ),
        (event("MASSSENDJOBFINISH", MsgID=1), events.UnknownEvent, {"name": "masssendjobfinish"}),
        (event("Debug_Demo"), events.UnknownEvent, {"name": "debug_demo"}),
    ],
)
def test_event_becomes_its_value(sent: dict[str, Any], kind: type, has: dict[str, Any]) -> None:
    value = read(sent)
    assert type(value) is kind
    assert bare(value) == has
    assert value.openid == OPENID


def test_every_event_of_the_table_has_a_test() -> None:
    (table,) = (m.args[1] for m in test_event_becomes_its_value.pytestmark if "kind" in m.args[0])
    tested = {str(row[0]["Event"]).lower() for row in table}
    assert set(EVENTS) - tested == {"pic_sysphoto", "pic_weixin"}  # as pic_photo_or_album


def test_message_is_known_by_its_id_however_often_it_comes() -> None:
    first = read(message())
    assert read(message()).dedupe_id == first.dedupe_id
    assert read(message(MsgId=1234567890123457)).dedupe_id != first.dedupe_id


@pytest.mark.parametrize(
    "other",
    [
        event("CLICK", EventKey="B"),
        event("VIEW", EventKey="A"),
        event("CLICK", EventKey="A") | {"FromUserName": OTHER_OPENID},
        event("CLICK", EventKey="A") | {"CreateTime": int(NOW.timestamp()) + 1},
    ],
)
def test_different_events_of_one_second_are_told_apart(other: dict[str, Any]) -> None:
    clicked = event("CLICK", EventKey="A")
    assert read(clicked).dedupe_id == read(dict(clicked)).dedupe_id
    assert read(clicked).dedupe_id != read(other).dedupe_id


def test_id_of_an_event_does_not_show_the_person() -> None:
    assert OPENID not in read(event("CLICK", EventKey="A")).dedupe_id


def test_message_without_an_id_gets_one() -> None:
    first, again = read(message(MsgId=None)), read(message(MsgId=None))
    assert first.dedupe_id == again.dedupe_id != ""


def test_what_was_said_and_by_whom_is_not_printed() -> None:
    for value in (
        read(message(Content="我叫欧阳明")),
        read(message(MsgType="location", Location_X=43.88, Location_Y=125.35, Label="同志街100号")),
    ):
        printed = repr(value)
        for secret in (OPENID, "欧阳明", "43.88", "同志街"):
            assert secret not in printed


def test_time_is_aware_and_utc() -> None:
    assert read(message()).created_at.tzinfo is dt.UTC
