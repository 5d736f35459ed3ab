"""A call that found no agent: a complaint is told, checked and filed by voice and keys alone, by the real processes."""

from collections.abc import Iterator

import httpx
import pytest

from desk.clock import utc_now
from operations.processes import Stack
from tests.connectors.hotline.simulator import Answering, SimulatedCall, Switch, converse
from tests.end_to_end.test_conversation import cases

KEY = "k" * 40
STORY = "上个月十五号在长春市欧亚商场买了件羽绒服花了一千二百八穿两次就钻绒店里不给退我要退款"
CALLER = (
    Answering("同意录音请按", press="1"),
    Answering("已登记", say="没有别的了，再见"),
    Answering("按1，同意，开始", choose="同意，开始"),
    Answering("确认提交", choose="确认提交"),
    Answering("还是在这里登记", choose="还是在这里登记"),
    Answering("联系电话", dictate="13712345678"),
    Answering("您的姓名", say="王小丽"),
    Answering("事情的经过", say=STORY),
    Answering("这家店在哪儿", say="朝阳区飞跃路四楼"),
    Answering("联系地址", say="长春市朝阳区红旗街道"),
    Answering("请直接说您遇到的事", say="我要投诉"),
)


@pytest.fixture(scope="module")
def overflowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("hotline"), extra={"HOTLINE_KEYS": KEY}) as running:
        yield running


async def test_a_complaint_is_filed_by_voice_alone(overflowing: Stack) -> None:
    async with httpx.AsyncClient(base_url=overflowing.url, trust_env=False, timeout=30) as client:
        call = SimulatedCall(Switch(client, KEY, utc_now), caller="+8613712345678")
        await call.begin()
        await converse(call, CALLER)
    (case,) = cases(overflowing, next(answer.case_id for answer in call.answers if answer and answer.case_id))
    assert (case["channel"], case["respondent"]["name"]) == ("hotline", "欧亚商场")
    assert case["complainant"]["name"].startswith("王")
    assert case["purchase"]["amount_fen"] == 128_000
    assert not any(sign in words for words in call.heard for sign in ("http", "点一下", "点“", "发过来"))


async def test_a_person_is_one_key_away(overflowing: Stack) -> None:
    async with httpx.AsyncClient(base_url=overflowing.url, trust_env=False, timeout=30) as client:
        call = SimulatedCall(Switch(client, KEY, utc_now))
        await call.begin()
        await call.press("1")
        await call.say("我要投诉")
        answer = await call.press("0")
    assert answer.action == "transfer"
