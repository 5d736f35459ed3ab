"""What the WeChat account's callback makes of any bytes: one of its own refusals, or a message that is what was sent."""

import base64
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat.crypto import Envelope, check_signature, sign
from connectors.wechat.entry import open_callback
from connectors.wechat.inbound import decode
from connectors.wechat.menu import read_menu
from connectors.wechat.messages import Text
from connectors.wechat.reading import meaning_of
from connectors.wechat.refusals import (
    CallbackRefused,
    InvalidCipher,
    InvalidSignature,
    Malformed,
    WrongReceiver,
)
from connectors.wechat.settings import Mode
from connectors.wechat.xml import Fields, legal, parse, write
from tests.connectors.wechat.builders import ENVIRONMENT, NOW, OPENID, account, delivery, event, message
from tests.connectors.wechat.simulator.wire import document
from tests.fuzz.profile import examples, fuzzed

ANY_TEXT = st.text(max_size=200)  # surrogates and control characters as well
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}", fullmatch=True)
TREES = st.dictionaries(
    NAMES,
    st.recursive(ANY_TEXT, lambda inner: st.dictionaries(NAMES, inner, max_size=3), max_leaves=5),
    max_size=5,
)
PIECES = st.lists(
    st.sampled_from(
        ["<xml>", "</xml>", "<A>", "</A>", "<B/>", "<![CDATA[", "]]>", "&lt;", "&#0;", "&#xD800;", "&a;", "a", "\0", "\ufffe",
         "<!DOCTYPE x>", '<!ENTITY a "b">', "<?xml version='1.0' encoding='utf-16'?>", "<!--", "-->", "\r", "<a b='c'>", "中"]
    ),
    max_size=25,
).map("".join)  # fmt: skip
ENVELOPE = Envelope(ENVIRONMENT["WECHAT_AES_KEY"], ENVIRONMENT["WECHAT_APPID"])


def lowered(tree: dict[str, Any]) -> Any:
    """As the parser gives a tree back: names in lower case, texts as XML can hold them, nothing as empty text."""
    if not isinstance(tree, dict):
        return legal(tree)
    return {name.lower(): lowered(value) or "" for name, value in tree.items()}


def distinct(tree: Any) -> bool:
    """Names that differ in more than case; equal ones become lists."""
    return not isinstance(tree, dict) or (
        len({name.lower() for name in tree}) == len(tree) and all(map(distinct, tree.values()))
    )


def deep(tree: Any) -> int:
    return 1 + max(map(deep, tree.values()), default=0) if isinstance(tree, dict) else 0


@examples(400)
@given(st.one_of(st.binary(max_size=400), PIECES.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_fields_or_refused(body: bytes) -> None:
    try:
        parse(body)
    except CallbackRefused:
        return


@fuzzed
@given(TREES.filter(lambda tree: distinct(tree) and deep(tree) < 7))
def test_what_is_written_is_read_back(tree: dict[str, Any]) -> None:
    assert parse(write(tree).encode()) == lowered(tree)


@fuzzed
@given(ANY_TEXT)
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    told = parse(write({"Content": text, "MsgType": "text"}).encode())
    assert told == {"content": legal(text), "msgtype": "text"}


@fuzzed
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_is_sealed_opens(text: str) -> None:
    assert ENVELOPE.open(ENVELOPE.seal(text)) == text


@fuzzed
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.data())
def test_a_changed_or_cut_envelope_is_refused_and_never_another_message(
    text: str, data: st.DataObject
) -> None:
    sealed = bytearray(base64.b64decode(ENVELOPE.seal(text)))
    place = data.draw(st.integers(0, len(sealed) - 1))
    if data.draw(st.booleans()):
        del sealed[place:]
    else:
        sealed[place] ^= data.draw(st.integers(1, 255))
    try:
        opened = ENVELOPE.open(base64.b64encode(sealed).decode())
    except (InvalidCipher, WrongReceiver):
        return
    # AES-CBC without a digest: bytes may change; that nobody changes them is what msg_signature is for.
    assert isinstance(opened, str)


@fuzzed
@given(st.one_of(ANY_TEXT, st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode())))
def test_any_text_as_envelope_is_refused(encrypt: str) -> None:
    with pytest.raises((InvalidCipher, WrongReceiver)):
        ENVELOPE.open(encrypt)


@fuzzed
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_signature_but_the_right_one_is_taken(given_: str) -> None:
    right = sign("token", "1", "2")
    check_signature(right, "token", "1", "2")
    if given_ != right:
        with pytest.raises(InvalidSignature):
            check_signature(given_, "token", "1", "2")


@fuzzed
@given(st.dictionaries(st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "openid"]),
                       st.text(st.characters(exclude_categories=["Cs"]), max_size=20)), st.binary(max_size=200),
       st.sampled_from(list(Mode)))  # fmt: skip
def test_nobody_but_the_platform_is_heard(query: dict[str, str], body: bytes, mode: Mode) -> None:
    with pytest.raises(CallbackRefused):
        open_callback(account(mode), query, body, now=NOW)


@fuzzed
@given(st.data())
def test_a_delivery_with_one_byte_changed_is_refused(data: st.DataObject) -> None:
    sent = delivery(account())
    body = bytearray(sent.body)
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= data.draw(st.integers(1, 255))
    try:
        opened = open_callback(account(), sent.query, bytes(body), now=NOW)
    except CallbackRefused:
        return
    assert opened.fields["content"] == "你好"  # the change lay outside of what is signed: the clear receiver


FIELD = st.one_of(
    ANY_TEXT, st.sampled_from(["", "NaN", "1e999", "-1", "9" * 400, "²", "2001:db8::", "0x10", "1_0"])
)
KINDS = st.sampled_from(
    ["text", "image", "voice", "video", "shortvideo", "location", "link", "miniprogrampage", "x"]
)
EVENTS = st.sampled_from(
    ["subscribe", "unsubscribe", "scan", "location", "click", "view", "scancode_push", "pic_weixin", "location_select",
     "templatesendjobfinish", "kf_create_session", "new_kind"]
)  # fmt: skip
HELD = st.sampled_from(
    ["Content", "MsgId", "CreateTime", "MediaId", "Location_X", "Location_Y", "Label", "Latitude", "Longitude", "Precision",
     "EventKey", "Ticket", "Status", "Format", "Recognition", "Url", "Title", "bizmsgmenuid", "SendLocationInfo"]
)  # fmt: skip
MENU = read_menu()


@examples(400)
@given(
    st.one_of(KINDS.map(lambda kind: message(MsgType=kind)), EVENTS.map(event)),
    st.dictionaries(HELD, FIELD, max_size=6),
)
def test_any_message_of_the_platform_means_something_or_is_malformed(
    said: dict[str, Any], more: dict[str, str]
) -> None:
    fields: Fields = parse(document({**said, **{name: legal(text) for name, text in more.items()}}).encode())
    try:
        inbound = decode(fields)
    except Malformed:
        return
    assert inbound.openid == OPENID
    assert len(inbound.dedupe_id) > 0
    assert inbound.created_at >= dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    meaning_of(inbound, MENU)
    if isinstance(inbound, Text):
        inbound.content.encode()
