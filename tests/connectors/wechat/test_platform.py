"""The simulator behaves like the platform, seen through the wire layer of the account under test."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from connectors.wechat import events, messages
from connectors.wechat.messages import Inbound
from connectors.wechat.passive import SUCCESS, transfer_reply
from connectors.wechat.rendering import Choice, render
from connectors.wechat.settings import Mode
from tests.connectors.wechat.answering import answering
from tests.connectors.wechat.builders import OPENID, OTHER_OPENID, account
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import TROUBLE, Way
from tests.desk.builders import FakeClock

every_mode = pytest.mark.parametrize("mode", list(Mode))


class Assistant:
    """What the account answers: the same each time, after `takes` seconds. got: what reached it."""

    def __init__(self, says: str | bytes = SUCCESS, *, takes: float = 0.0) -> None:
        self.says, self.takes = says, takes
        self.got: list[Inbound] = []

    async def __call__(self, said: Inbound) -> str | bytes:
        self.got.append(said)
        await asyncio.sleep(self.takes)
        return self.says


Connect = Callable[..., Any]


@pytest.fixture
def connect(clock: FakeClock) -> Connect:
    @asynccontextmanager
    async def connected(
        answer: Callable[[Inbound], Awaitable[str | bytes]], mode: Mode = Mode.SAFE, **more: Any
    ) -> AsyncIterator[Platform]:
        known = account(mode)
        async with (
            answering(known, answer, clock=clock) as url,
            Platform(url, known, clock=clock, **more) as platform,
        ):
            yield platform

    return connected


@every_mode
async def test_url_is_verified(connect: Connect, mode: Mode) -> None:
    async with connect(Assistant(), mode) as platform:
        assert await platform.verify_url("<script>42</script>")


@every_mode
async def test_message_is_answered_at_once(connect: Connect, mode: Mode) -> None:
    async with connect(Assistant("您好"), mode) as platform:
        (seen,) = await platform.user(OPENID).says("你好")
        assert (seen.way, seen.text) == (Way.REPLY, "您好")


async def test_people_are_told_apart(connect: Connect) -> None:
    async def greet(said: Inbound) -> str:
        assert isinstance(said, messages.Text)
        return f"您说：{said.content}"

    async with connect(greet) as platform:
        one, two = platform.user(OPENID), platform.user(OTHER_OPENID)
        await asyncio.gather(one.says("一"), two.says("二"))
        assert (one.texts, two.texts) == (["您说：一"], ["您说：二"])


async def test_success_shows_nothing(connect: Connect) -> None:
    async with connect(Assistant()) as platform:
        assert await platform.user(OPENID).says("你好") == []
        assert len(platform.attempts) == 1


@pytest.mark.parametrize("deliveries", [3, 4])
async def test_message_without_an_answer_is_sent_again_and_then_given_up(
    connect: Connect, deliveries: int
) -> None:
    slow = Assistant("太晚了", takes=5.0)
    async with connect(slow, deliveries=deliveries, second=0.02) as platform:
        (seen,) = await platform.user(OPENID).says("你好")
        assert (seen.way, seen.text) == (Way.TROUBLE, TROUBLE)
        assert len(platform.attempts) == deliveries
        assert len({said.dedupe_id for said in slow.got}) == 1


async def test_answer_to_a_repeated_delivery_is_shown_once(connect: Connect) -> None:
    seen_ids: list[str] = []

    async def third(said: Inbound) -> str:
        seen_ids.append(said.dedupe_id)
        await asyncio.sleep(0.0 if len(seen_ids) == 3 else 5.0)
        return "终于"

    async with connect(third, second=0.02) as platform:
        assert [one.text for one in await platform.user(OPENID).says("你好")] == ["终于"]
        assert len(seen_ids) == 3


@pytest.mark.parametrize("anew", [True, False])
async def test_repeated_delivery_is_signed_anew_or_not(connect: Connect, anew: bool) -> None:
    async with connect(Assistant(takes=5.0), second=0.02, fresh_signatures=anew) as platform:
        await platform.user(OPENID).says("你好")
        nonces = {attempt.delivery.query["nonce"] for attempt in platform.attempts}
        assert len(nonces) == (3 if anew else 1)


BAD = {
    "JSON": b'{"text":"hello"}',
    "HTML": b"<html><body>error</body></html>",
    "clear XML in safe mode": b"<xml><MsgType>text</MsgType></xml>",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
async def test_answer_that_is_none_shows_the_platform_s_line(connect: Connect, body: bytes) -> None:
    async with connect(Assistant(body)) as platform:
        assert [one.text for one in await platform.user(OPENID).says("你好")] == [TROUBLE]
        assert len(platform.attempts) == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"FromUserName": "wx0123456789abcdef"}, "not from the original id"),
        ({"ToUserName": OTHER_OPENID}, "not to the person who wrote"),
        ({"Content": ""}, "an empty text"),
        ({"Content": " \n"}, "an empty text"),
        ({"Content": "长" * 683}, "a text that is too long"),
        ({"MsgType": "speech"}, "a reply of kind 'speech'"),
        ({"CreateTime": "now"}, "no CreateTime"),
    ],
)
async def test_reply_against_the_rules_shows_the_platform_s_line(
    connect: Connect, fields: dict[str, str], why: str
) -> None:
    right = {
        "ToUserName": OPENID,
        "FromUserName": account().original_id,
        "CreateTime": "1",
        "MsgType": "text",
        "Content": "好",
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in (right | fields).items())
    async with connect(Assistant(f"<xml>{inner}</xml>".encode()), Mode.PLAIN) as platform:
        assert [one.text for one in await platform.user(OPENID).says("你好")] == [TROUBLE]
        assert platform.troubles == [why]


async def test_refused_callback_shows_the_platform_s_line(connect: Connect, clock: FakeClock) -> None:
    async with connect(Assistant()) as platform:
        platform.clock = lambda: clock() - dt.timedelta(hours=1)
        assert [one.text for one in await platform.user(OPENID).says("你好")] == [TROUBLE]
        assert platform.troubles == ["status 403"]


async def test_events_reach_the_account(connect: Connect) -> None:
    heard = Assistant()
    async with connect(heard) as platform:
        person = platform.user(OPENID)
        await person.subscribes("12")
        await person.clicks("COMPLAIN")
        await person.scans("7")
        await person.does("LOCATION", Latitude=43.88, Longitude=125.35, Precision=10.0)
        await person.unsubscribes()
    assert [type(said) for said in heard.got] == [
        events.Subscribed,
        events.Clicked,
        events.Scanned,
        events.Located,
        events.Unsubscribed,
    ]
    assert len({said.dedupe_id for said in heard.got}) == 5


async def test_everything_a_person_sends_arrives_as_its_type(connect: Connect) -> None:
    heard = Assistant()
    async with connect(heard) as platform:
        person = platform.user(OPENID)
        await person.sends_picture(b"\xff\xd8\xff")
        await person.speaks()
        await person.sends_place(43.88, 125.35, "吉林省长春市")
        await person.sends_sticker()
        await person.sends("link", Title="t", Description="d", Url="https://a.cn")
    kinds = [messages.Image, messages.Voice, messages.Location, messages.Unsupported, messages.Link]
    assert [type(said) for said in heard.got] == kinds


async def test_tapping_a_choice_sends_it_with_its_id(connect: Connect) -> None:
    heard = Assistant(render("请选", [Choice("101", "我要投诉"), Choice("102", "转人工")]))
    async with connect(heard) as platform:
        person = platform.user(OPENID)
        (seen,) = await person.says("你好")
        assert seen.text == "请选\n\n1. 我要投诉\n2. 转人工"
        await person.taps("转人工")
    tapped = heard.got[-1]
    assert isinstance(tapped, messages.Text)
    assert (tapped.content, tapped.menu_choice) == ("转人工", "102")


async def test_person_handed_over_is_the_staff_s_until_they_close(connect: Connect, clock: FakeClock) -> None:
    heard: list[Inbound] = []

    async def hand_over(said: Inbound) -> str | bytes:
        heard.append(said)
        if isinstance(said, messages.Text) and said.content == "转人工":
            return transfer_reply(account(), said.openid, now=clock()).encode()
        return SUCCESS

    async with connect(hand_over, Mode.PLAIN) as platform:
        person = platform.user(OPENID)
        assert await person.says("转人工") == []
        await person.says("还在排队")
        await person.staff_take_over()
        await person.says("您好，工作人员")
        await person.staff_close()
        await person.says("我回来了")
    said = [one.content if isinstance(one, messages.Text) else type(one) for one in heard]
    assert said == ["转人工", "还在排队", events.StaffSession, events.StaffSession, "我回来了"]


async def test_account_that_holds_two_deliveries_can_answer_the_third(connect: Connect) -> None:
    held: list[Inbound] = []

    async def hold(said: Inbound) -> str:
        held.append(said)
        await asyncio.sleep(5.0 if len(held) < 3 else 0.0)
        return "正在查询，请回复任意字获取结果"

    async with connect(hold, second=0.02, deliveries=3) as platform:
        (seen,) = await platform.user(OPENID).says("你好")
        assert seen.way is Way.REPLY
        assert [attempt.status for attempt in platform.attempts] == [None, None, 200]


async def test_waiting_for_what_does_not_come_says_what_came(connect: Connect) -> None:
    async with connect(Assistant("您好")) as platform:
        person = platform.user(OPENID)
        await person.says("你好")
        assert await person.waits_for(1) == person.seen
        with pytest.raises(AssertionError, match="您好"):
            await person.waits_for(2, within=0.05)


async def test_account_that_does_not_answer_at_all_is_in_trouble(clock: FakeClock) -> None:
    async with Platform("http://127.0.0.1:9/", account(), clock=clock, second=0.02) as platform:
        assert [one.text for one in await platform.user(OPENID).says("你好")] == [TROUBLE]
        assert len(platform.attempts) == 3


async def asked(platform: Platform, *, force: bool = False) -> dict[str, Any]:
    body = {
        "grant_type": "client_credential",
        "appid": account().appid,
        "secret": account().secret,
        "force_refresh": force,
    }
    async with httpx.AsyncClient(trust_env=False) as http:
        response = await http.post(f"{platform.url}/cgi-bin/stable_token", json=body)
    answer: dict[str, Any] = response.json()
    return answer


async def test_token_stays_the_same_until_five_minutes_before_its_end(clock: FakeClock) -> None:
    async with Platform(None, account(), clock=clock) as platform:
        first = await asked(platform)
        assert first["expires_in"] == 7_200
        clock.advance(minutes=114)
        assert await asked(platform) == first | {"expires_in": 360}
        clock.advance(minutes=1)
        second = await asked(platform)
        assert second["access_token"] != first["access_token"]
        assert platform.tokens.judge(first["access_token"], now=clock()) == 0
        clock.advance(minutes=5)
        assert platform.tokens.judge(first["access_token"], now=clock()) == 42001


async def test_forcing_ends_the_token_of_others_and_is_limited(clock: FakeClock) -> None:
    async with Platform(None, account(), clock=clock) as platform:
        first = await asked(platform)
        forced = await asked(platform, force=True)
        assert platform.tokens.judge(first["access_token"], now=clock()) == 40001
        assert (await asked(platform, force=True))["errcode"] == 45009
        clock.advance(seconds=30)
        assert (await asked(platform, force=True))["access_token"] != forced["access_token"]


async def test_the_other_way_to_a_token_leaves_the_stable_one_alone(clock: FakeClock) -> None:
    async with Platform(None, account(), clock=clock) as platform:
        stable = await asked(platform)
        query = {"grant_type": "client_credential", "appid": account().appid, "secret": account().secret}
        plain = platform.tokens.plain(query, now=clock())
        again = platform.tokens.plain(query, now=clock())
        assert platform.tokens.judge(stable["access_token"], now=clock()) == 0
        assert platform.tokens.judge(again["access_token"], now=clock()) == 0
        assert platform.tokens.judge(plain["access_token"], now=clock()) == 40001
