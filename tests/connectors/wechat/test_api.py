"""The API client against the platform's simulator: what is asked, what errors do, when it stops."""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator

import pytest

from connectors.wechat.api import WeChatApi
from connectors.wechat.calls import encode
from connectors.wechat.errors import (
    ApiError,
    ConfigFault,
    MediaGone,
    MediaRefused,
    NumbersInstead,
    OurFault,
    PassiveOnly,
    QuotaUsed,
    TokenRefused,
    TooLong,
    TryLater,
    UnknownCode,
    Unreachable,
    WindowClosed,
)
from connectors.wechat.rendering import Choice
from connectors.wechat.tokens import InProcessTokens
from desk.logs import quieten
from tests.connectors.wechat.builders import OPENID, account
from tests.connectors.wechat.simulator.allowances import Contact
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Tappable, Way
from tests.desk.builders import FakeClock

SEND = "custom/send"


class Pauses:
    """Sleeps not at all; remembers for how long it should have."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def platform(clock: FakeClock) -> AsyncIterator[Platform]:
    async with Platform("http://127.0.0.1:9/", account(), clock=clock) as made:
        yield made


@pytest.fixture
async def api(platform: Platform, clock: FakeClock, pauses: Pauses) -> AsyncIterator[WeChatApi]:
    made = WeChatApi(platform.account, InProcessTokens(chance=lambda: 0.0), clock=clock, sleep=pauses)
    yield made
    await made.close()


@pytest.fixture
def person(platform: Platform) -> Person:
    """Somebody who just wrote."""
    made = platform.user(OPENID)
    made.touches(Contact.MESSAGE)
    return made


async def test_text_is_seen_as_it_is_and_labelled(api: WeChatApi, person: Person) -> None:
    await api.send_text(OPENID, "您好 \U0001f44b\n“退货”")
    (seen,) = person.seen
    assert (seen.way, seen.text, seen.labelled) == (Way.MESSAGE, "您好 \U0001f44b\n“退货”", True)


async def test_text_of_staff_carries_no_label(api: WeChatApi, person: Person) -> None:
    await api.send_text(OPENID, "我是工作人员", by_ai=False)
    assert not person.seen[0].labelled
    assert "aimsgcontext" not in person.seen[0].raw


def test_chinese_is_not_escaped() -> None:
    assert encode({"a": "投诉"}) == '{"a":"投诉"}'.encode()


async def test_choices_can_be_tapped(api: WeChatApi, person: Person) -> None:
    await api.send_menu(OPENID, "满意吗？", [Choice("101", "满意"), Choice("102", "不满意")], "谢谢")
    (seen,) = person.seen
    assert seen.text == "满意吗？\n满意\n不满意\n谢谢"
    assert seen.choices == (Tappable("满意", "满意", "101"), Tappable("不满意", "不满意", "102"))


async def test_account_without_menus_says_so(api: WeChatApi, platform: Platform, person: Person) -> None:
    platform.menus_in_messages = False
    with pytest.raises(NumbersInstead) as raised:
        await api.send_menu(OPENID, "满意吗？", [Choice("101", "满意")])
    assert raised.value.code == 40200
    assert person.seen == []


@pytest.mark.parametrize(
    "choices",
    [[], [Choice(str(n), "选项") for n in range(9)], [Choice("1", "长" * 21)]],
    ids=["none", "9", "long"],
)
async def test_choices_that_do_not_fit_are_not_tried(
    api: WeChatApi, platform: Platform, choices: list[Choice]
) -> None:
    with pytest.raises(NumbersInstead):
        await api.send_menu(OPENID, "请选", choices)
    assert platform.calls == []


@pytest.mark.parametrize("content", ["", " \n"])
async def test_nothing_is_never_sent(api: WeChatApi, platform: Platform, content: str) -> None:
    with pytest.raises(OurFault):
        await api.send_text(OPENID, content)
    assert platform.calls == []


async def test_text_that_is_too_long_after_all_is_sent_in_halves(
    api: WeChatApi, platform: Platform, person: Person
) -> None:
    platform.fails(SEND, 45002)
    await api.send_text(OPENID, "一" * 50 + "\n" + "二" * 50)
    assert person.texts == ["一" * 50, "二" * 50]


async def test_text_is_halved_once(api: WeChatApi, platform: Platform, person: Person) -> None:
    platform.fails(SEND, 45002, times=2)
    with pytest.raises(TooLong):
        await api.send_text(OPENID, "一" * 100)
    assert len(platform.made(SEND)) == 2


async def test_text_far_beyond_the_limit_arrives_whole(api: WeChatApi, person: Person) -> None:
    await api.send_text(OPENID, "长" * 683)
    assert "".join(person.texts) == "长" * 683


async def test_token_is_fetched_once_for_many_messages(
    api: WeChatApi, platform: Platform, person: Person
) -> None:
    await asyncio.gather(*(api.send_text(OPENID, "好") for _ in range(5)))
    assert platform.tokens.log == ["stable"]


async def test_token_that_ended_is_renewed_without_a_message_lost(
    api: WeChatApi, platform: Platform, person: Person
) -> None:
    await api.send_text(OPENID, "一")
    platform.tokens.revoke()
    await api.send_text(OPENID, "二")
    assert person.texts == ["一", "二"]
    assert platform.tokens.log == ["stable", "stable"]


@pytest.mark.parametrize("code", [40001, 40014, 41001, 42001])
async def test_token_refused_for_ever_stops_after_two_sends_and_two_tokens(
    api: WeChatApi, platform: Platform, person: Person, code: int
) -> None:
    platform.fails(SEND, code, times=None)
    with pytest.raises(TokenRefused) as raised:
        await api.send_text(OPENID, "好")
    assert isinstance(raised.value, TryLater)
    assert len(platform.made(SEND)) == 2
    assert len(platform.made("stable_token")) == 2
    assert "forced" not in platform.tokens.log


async def test_busy_platform_is_asked_three_times(
    api: WeChatApi, platform: Platform, person: Person, pauses: Pauses
) -> None:
    platform.fails(SEND, -1, times=2)
    await api.send_text(OPENID, "好")
    assert pauses.taken == [0.5, 1.5]
    assert person.texts == ["好"]


async def test_platform_that_stays_busy_is_left_alone(
    api: WeChatApi, platform: Platform, person: Person, pauses: Pauses
) -> None:
    platform.fails(SEND, -1, times=None)
    with pytest.raises(TryLater) as raised:
        await api.send_text(OPENID, "好")
    assert (raised.value.code, raised.value.unsure) == (-1, False)
    assert len(platform.made(SEND)) == 3
    assert pauses.taken == [0.5, 1.5]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (40003, Unreachable),
        (43004, Unreachable),
        (43019, Unreachable),
        (48002, Unreachable),
        (40013, ConfigFault),
        (40125, ConfigFault),
        (40164, ConfigFault),
        (40033, OurFault),
        (40200, NumbersInstead),
        (45008, OurFault),
        (45009, PassiveOnly),
        (45011, PassiveOnly),
        (45015, WindowClosed),
        (45047, QuotaUsed),
        (48001, PassiveOnly),
        (48004, PassiveOnly),
        (50002, PassiveOnly),
        (99999, UnknownCode),
    ],
)
async def test_error_is_asked_for_once_and_raised_as_its_kind(
    api: WeChatApi, platform: Platform, person: Person, code: int, kind: type[ApiError]
) -> None:
    platform.fails(SEND, code, times=None)
    with pytest.raises(kind) as raised:
        await api.send_text(OPENID, "好")
    assert raised.value.code == code
    assert len(platform.made(SEND)) == 1


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_gateway_s_answer_leaves_it_open_whether_it_was_sent(
    api: WeChatApi, platform: Platform, person: Person, status: int
) -> None:
    platform.fails(SEND, status=status, body=b"<html>bad gateway</html>")
    with pytest.raises(TryLater) as raised:
        await api.send_text(OPENID, "好")
    assert raised.value.unsure


@pytest.mark.parametrize("body", [b"", b"[]", b'"ok"', b'{"errcode":"x"}', b"\xff"])
async def test_answer_that_is_none_is_tried_later(
    api: WeChatApi, platform: Platform, person: Person, body: bytes
) -> None:
    platform.fails(SEND, body=body)
    with pytest.raises(TryLater):
        await api.send_text(OPENID, "好")


async def test_platform_that_does_not_answer_in_time_is_tried_later(
    platform: Platform, clock: FakeClock, person: Person
) -> None:
    numbers = dataclasses.replace(platform.account.numbers, api_timeout=0.2)
    impatient = WeChatApi(
        dataclasses.replace(platform.account, numbers=numbers), InProcessTokens(), clock=clock
    )
    await impatient.send_text(OPENID, "一")
    platform.fails(SEND, delay=2.0)
    with pytest.raises(TryLater) as raised:
        await impatient.send_text(OPENID, "二")
    assert raised.value.unsure
    await impatient.close()


async def test_platform_that_is_not_there_has_sent_nothing(clock: FakeClock) -> None:
    gone = WeChatApi(account(api_url="http://127.0.0.1:9"), InProcessTokens(), clock=clock)
    with pytest.raises(TryLater) as raised:
        await gone.send_text(OPENID, "好")
    assert not raised.value.unsure
    await gone.close()


async def test_sixth_message_waits_for_the_person(api: WeChatApi, person: Person, clock: FakeClock) -> None:
    for _ in range(5):
        await api.send_text(OPENID, "好")
    with pytest.raises(QuotaUsed):
        await api.send_text(OPENID, "好")


async def test_window_closes_after_two_days(api: WeChatApi, person: Person, clock: FakeClock) -> None:
    clock.advance(hours=47, minutes=59)
    await api.send_text(OPENID, "好")
    clock.advance(minutes=2)
    with pytest.raises(WindowClosed):
        await api.send_text(OPENID, "好")


async def test_click_allows_three_messages_for_a_minute(
    api: WeChatApi, platform: Platform, clock: FakeClock
) -> None:
    clicking = platform.user("o-clicks")
    clicking.touches(Contact.CLICK)
    for _ in range(3):
        await api.send_text("o-clicks", "好")
    with pytest.raises(QuotaUsed):
        await api.send_text("o-clicks", "好")
    clicking.touches(Contact.CLICK)
    clock.advance(seconds=61)
    with pytest.raises(WindowClosed):
        await api.send_text("o-clicks", "好")


async def test_person_who_left_gets_nothing(api: WeChatApi, person: Person) -> None:
    person.follows = False
    with pytest.raises(WindowClosed):
        await api.send_text(OPENID, "好")


async def test_account_without_permission_answers_only(clock: FakeClock) -> None:
    small = account(customer_service=False)
    async with Platform(None, small, clock=clock) as platform:
        platform.user(OPENID)
        api = WeChatApi(platform.account, InProcessTokens(), clock=clock)
        with pytest.raises(PassiveOnly):
            await api.send_text(OPENID, "好")
        with pytest.raises(PassiveOnly):
            await api.list_staff()
        await api.close()


async def test_address_that_is_not_on_the_white_list_is_a_fault_of_the_settings(
    api: WeChatApi, platform: Platform
) -> None:
    platform.white_list = {"203.0.113.7"}
    with pytest.raises(ConfigFault) as raised:
        await api.send_text(OPENID, "好")
    assert raised.value.code == 40164
    assert "127.0.0.1" in raised.value.hint


async def test_wrong_secret_is_a_fault_of_the_settings(platform: Platform, clock: FakeClock) -> None:
    wrong = dataclasses.replace(platform.account, secret="f" * 32)
    api = WeChatApi(wrong, InProcessTokens(), clock=clock)
    with pytest.raises(ConfigFault):
        await api.send_text(OPENID, "好")
    await api.close()


async def test_typing_is_shown_and_ends_with_a_message(
    api: WeChatApi, person: Person, clock: FakeClock
) -> None:
    assert await api.typing(OPENID)
    assert person.sees_typing
    await api.send_text(OPENID, "好")
    assert not person.sees_typing


async def test_typing_that_is_refused_troubles_nobody(
    api: WeChatApi, platform: Platform, person: Person, clock: FakeClock
) -> None:
    assert await api.typing(OPENID)
    assert not await api.typing(OPENID)  # 45081
    clock.advance(seconds=31)
    assert not await api.typing(OPENID)  # 45080
    platform.fails("custom/typing", 48001)
    assert not await api.typing(OPENID)


async def test_picture_goes_up_and_comes_back(api: WeChatApi, platform: Platform, person: Person) -> None:
    media_id = await api.upload_image(b"\x89PNG", name="凭证.png", media_type="image/png")
    media = await api.get_media(media_id)
    assert (media.content, media.media_type) == (b"\x89PNG", "image/png")
    await api.send_image(OPENID, media_id)
    assert person.seen[0].media_id == media_id


async def test_media_is_gone_after_three_days(api: WeChatApi, platform: Platform, clock: FakeClock) -> None:
    media_id = platform.keep_media(b"x", "image/jpeg")
    clock.advance(days=3)
    with pytest.raises(MediaGone):
        await api.get_media(media_id)


async def test_video_is_not_taken(api: WeChatApi, platform: Platform) -> None:
    with pytest.raises(MediaRefused):
        await api.get_media(platform.keep_media(b"x", "video/mp4"))


async def test_media_is_read_up_to_its_limit_and_not_beyond(api: WeChatApi, platform: Platform) -> None:
    fits = platform.keep_media(b"x" * 1_000, "image/jpeg")
    assert len((await api.get_media(fits, max_bytes=1_000)).content) == 1_000
    with pytest.raises(MediaRefused):
        await api.get_media(fits, max_bytes=999)


async def test_media_with_an_ended_token_is_fetched_with_a_new_one(
    api: WeChatApi, platform: Platform
) -> None:
    media_id = platform.keep_media(b"x", "image/jpeg")
    await api.get_media(media_id)
    platform.tokens.revoke()
    assert (await api.get_media(media_id)).content == b"x"


@pytest.mark.parametrize(("status", "body"), [(502, b"<html/>"), (200, b"<html/>")])
async def test_media_in_place_of_which_a_page_comes_is_tried_later(
    api: WeChatApi, platform: Platform, status: int, body: bytes
) -> None:
    platform.fails("media/get", status=status, body=body, content_type="text/plain")
    with pytest.raises(TryLater):
        await api.get_media("any")


async def test_upload_beyond_the_limit_is_not_tried(api: WeChatApi, platform: Platform) -> None:
    with pytest.raises(MediaRefused):
        await api.upload_image(b"x" * (10 * 2**20 + 1), name="a.jpg", media_type="image/jpeg")
    assert platform.calls == []


async def test_menu_is_made_read_and_removed(api: WeChatApi, platform: Platform) -> None:
    assert await api.get_menu() is None
    menu = {"button": [{"type": "click", "name": "咨询", "key": "ASK"}]}
    await api.create_menu(menu)
    assert await api.get_menu() == menu
    await api.delete_menu()
    assert await api.get_menu() is None


async def test_nothing_secret_is_logged(
    api: WeChatApi, platform: Platform, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    quieten()
    with caplog.at_level(logging.INFO):
        await api.send_text(OPENID, "我叫欧阳明")
        platform.fails(SEND, 45015)
        with pytest.raises(WindowClosed):
            await api.send_text(OPENID, "我叫欧阳明")
    (token, *_) = {call.token for call in platform.made(SEND)}
    for secret in (OPENID, token, account().secret, "欧阳明"):
        assert secret not in caplog.text
