"""Replies in the response, read by wechatpy."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.replies import TransferCustomerServiceReply, deserialize_reply

from connectors.wechat.entry import open_callback
from connectors.wechat.passive import SUCCESS, NothingToSay, reply_body, text_reply, transfer_reply
from connectors.wechat.settings import Mode
from connectors.wechat.xml import legal
from tests.connectors.wechat.builders import NOW, OPENID, account, delivery
from tests.connectors.wechat.simulator.wire import Wire

every_mode = pytest.mark.parametrize("mode", list(Mode))


def answered(mode: Mode, reply: str) -> bytes:
    """The body of the response to a message in that mode."""
    sent = delivery(account(mode))
    opened = open_callback(account(mode), sent.query, sent.body, now=NOW)
    return reply_body(account(mode), opened, reply, now=NOW).encode()


@every_mode
def test_platform_reads_the_reply_in_every_mode(mode: Mode) -> None:
    body = answered(mode, text_reply(account(), OPENID, "您好\n请说", now=NOW))
    assert Wire(account(mode)).read(body, OPENID) == {
        "ToUserName": OPENID,
        "FromUserName": account().original_id,
        "CreateTime": str(int(NOW.timestamp())),
        "MsgType": "text",
        "Content": "您好\n请说",
    }


@every_mode
def test_success_is_never_encrypted(mode: Mode) -> None:
    assert answered(mode, SUCCESS) == b"success"
    assert Wire(account(mode)).read(b"success", OPENID) is None


def test_reply_is_sealed_only_when_the_message_was() -> None:
    reply = text_reply(account(), OPENID, "您好", now=NOW)
    assert answered(Mode.PLAIN, reply) == reply.encode()
    assert "您好".encode() not in answered(Mode.SAFE, reply)


@pytest.mark.parametrize("content", ["", "  \n", "\0", "\u3000"])
def test_nothing_is_no_reply(content: str) -> None:
    with pytest.raises(NothingToSay):
        text_reply(account(), OPENID, content, now=NOW)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: legal(text).strip()))
def test_what_is_said_arrives_and_nothing_beside_it(content: str) -> None:
    body = answered(Mode.SAFE, text_reply(account(), OPENID, content, now=NOW))
    fields = Wire(account()).read(body, OPENID)
    assert fields is not None
    assert fields["Content"] == legal(content)
    assert set(fields) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"}


def test_reply_that_would_break_out_does_not() -> None:
    content = "]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA["
    reply = deserialize_reply(text_reply(account(), OPENID, content, now=NOW))
    assert (reply.type, reply.content) == ("text", content)


@every_mode
def test_person_is_handed_to_customer_service(mode: Mode) -> None:
    body = answered(mode, transfer_reply(account(), OPENID, now=NOW))
    fields = Wire(account(mode)).read(body, OPENID)
    assert fields is not None
    assert fields["MsgType"] == "transfer_customer_service"
    assert "TransInfo" not in fields


def test_person_is_handed_to_one_of_them() -> None:
    xml = transfer_reply(account(), OPENID, to="li@gh_0123456789ab", now=NOW)
    fields = Wire(account(Mode.PLAIN)).read(xml.encode(), OPENID)
    assert fields is not None
    assert fields["TransInfo"] == {"KfAccount": "li@gh_0123456789ab"}
    assert isinstance(deserialize_reply(xml), TransferCustomerServiceReply)


def test_time_of_a_reply_is_that_of_the_answer() -> None:
    later = NOW + dt.timedelta(seconds=3)
    assert f"<CreateTime>{int(later.timestamp())}<" in text_reply(account(), OPENID, "好", now=later)
