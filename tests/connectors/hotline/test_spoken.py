"""H15: what was written for a screen, said on the telephone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.hotline import numerals, spoken, wording
from connectors.hotline.contract import MOST_SAID

MARKS = "，。！？；、《》 "


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("商家应退您299元", "商家应退您二百九十九元"),
        ("运费¥12.50", "运费十二元五角"),
        ("￥0.05", "五分"),
        ("共3,999.05元", "共三千九百九十九元零五分"),
        ("退30%", "退百分之三十"),
        ("3倍赔偿", "三倍赔偿"),
        ("2天后", "两天后"),
        ("1-2天", "一到两天"),
        ("12个月", "十二个月"),
        ("12月3日", "十二月三日"),
        ("2026-11-20", "二零二六年十一月二十日"),
        ("2026年11月", "二零二六年十一月"),
        ("截至2026年底", "截至二零二六年底"),
        ("9:00-17:30", "九点到十七点半"),
        ("14:05", "十四点零五分"),
        ("第55条", "第五十五条"),
        ("第121号令", "第一百二十一号令"),
        ("拨打12315", "拨打幺二三幺五"),
        ("电话13812345678", "电话幺三八，幺二三四，五六七八"),
        ("0431-88990011", "零四三幺，八八九九，零零幺幺"),
        ("+86 13812345678", "幺三八，幺二三四，五六七八"),
        ("验证码 4821", "验证码四八二幺"),
        ("编号XB7K3M9TXA", "编号X B，七 K 三 M，九 T X A"),
        ("订单号E2026100200001", "订单号E，二零二六，幺零零二，零零零零，幺"),
        ("3C产品", "三C产品"),
        ("A4纸", "A四纸"),
        ("3.5星", "三点五星"),
        ("１２元", "十二元"),
        ("30㎡", "三十平方米"),
    ],
)  # fmt: skip
def test_figures_are_said_as_people_say_them(written: str, heard: str) -> None:
    assert spoken.said(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("**温馨提示**：请保留发票", "温馨提示，请保留发票"),
        ("# 怎么退\n- 找商家\n- 留凭证", "怎么退。找商家。留凭证"),
        ("1. 打开小票\n2. 拍照", "第一，打开小票。第二，拍照"),
        ("见[办法](https://example.org/a_b)第二条", "见办法第二条"),
        ("可以退。详情请见 https://www.example.cn/a?b=1&c=2 。", "可以退。"),
        ("您也可以在全国平台www.12315.cn上提交材料", "您也可以在全国平台上提交材料"),
        ("写信到 help@example.org", ""),
        ("好的😀👍🏽，已登记✅", "好的，已登记"),
        ("（不含节假日）", "不含节假日"),
        ("七天（不含节假日）内", "七天，不含节假日，内"),
        ("退货/换货", "退货或换货"),
        ("可以退[1]。", "可以退。"),
        ("<b>可以</b>退<br/>", "可以退"),
        ("①打开②拍照", "一，打开二，拍照"),
        ("真的吗？？！！……", "真的吗？"),
        ("。。。", ""),
        ("😀", ""),
        ("", ""),
    ],
)
def test_what_makes_no_sound_goes(written: str, heard: str) -> None:
    assert spoken.said(written) == heard


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        (
            "您想要什么结果？点一个，或者自己写，比如“退款”。",
            "您想要什么结果？按键选一个，或者自己说，比如，退款。",
        ),
        ("商家叫什么名字？写店名、公司名。", "商家叫什么名字？说店名、公司名。"),
        ("想投诉的话点“我要投诉”，照片可以当证据。", "想投诉的话说，我要投诉，照片可以当证据。"),
    ],
)
def test_nobody_is_asked_to_tap_or_to_write(written: str, heard: str) -> None:
    assert spoken.said(written) == heard


def test_a_phrase_for_a_screen_never_comes_back_out_of_its_own_translation() -> None:
    for screen, voice in wording.FOR_A_VOICE.items():
        assert not any(other in voice for other in wording.FOR_A_VOICE), screen


def test_the_name_of_a_law_stays_and_the_state_is_left_out() -> None:
    assert spoken.said("依据《中华人民共和国消费者权益保护法》第24条") == "依据《消费者权益保护法》第二十四条"


def test_an_item_ends_with_a_sentence_when_it_can() -> None:
    text = "先找商家协商。" * 12
    heard = spoken.items(text)
    assert len(heard) == 2
    assert all(item.endswith("。") and len(item) <= MOST_SAID for item in heard)
    assert "".join(heard) == text


def test_a_sentence_too_long_is_cut_at_a_pause_and_never_in_a_laws_name() -> None:
    heard = spoken.items(
        "请您" + "好好" * 10 + "看看" * 10 + "《网络购买商品七日无理由退货暂行办法》里面怎么说"
    )
    assert any("《网络购买商品七日无理由退货暂行办法》" in item for item in heard)
    assert len(heard) == 2


def test_choices_are_keys_from_one_and_a_person_is_zero() -> None:
    assert spoken.choices(["全额退款", "换一台", "A/B"]) == (
        "按1，全额退款；按2，换一台；按3，A或B；转人工按0。",
    )  # fmt: skip


def test_no_more_than_nine_choices_have_a_key() -> None:
    heard = "".join(spoken.choices([f"选项{'甲乙丙丁戊己庚辛壬癸子丑'[n]}" for n in range(12)]))
    assert re.findall(r"按(\d)", heard) == [*"123456789", "0"]


def test_a_choice_without_a_sound_can_still_be_pressed() -> None:
    assert "按1" in "".join(spoken.choices(["👍"]))


def test_sources_are_said_in_one_breath() -> None:
    law = {"law": "中华人民共和国消费者权益保护法", "article": "第二十四条"}
    assert spoken.sources({"sources": [law]}) == "依据是《消费者权益保护法》第二十四条。"
    assert (
        spoken.sources({"sources": [law, law, law]}) == "依据是《消费者权益保护法》第二十四条，另有两处规定。"
    )
    assert spoken.sources({"sources": []}) is None
    assert spoken.sources(None) is None


def test_a_phone_is_said_digit_by_digit() -> None:
    assert spoken.phone("+8613812345678") == "幺三八，幺二三四，五六七八"


@pytest.mark.parametrize(
    ("number", "heard"),
    [
        (0, "零"), (10, "十"), (11, "十一"), (20, "二十"), (100, "一百"), (101, "一百零一"), (110, "一百一十"),
        (1005, "一千零五"), (10_000, "一万"), (10_010, "一万零一十"), (20_002, "二万零二"), (100_000, "十万"),
        (1_000_001, "一百万零一"), (100_010_000, "一亿零一万"),
    ],
)  # fmt: skip
def test_amounts_are_written_out(number: int, heard: str) -> None:
    assert numerals.cardinal(number) == heard


def worth(said: str) -> int:
    """What a written-out amount is worth: the other direction, by other means."""
    total = 0
    for unit, size in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if unit in said:
            head, said = said.split(unit, 1)
            total += _section(head) * size
    return total + _section(said)


def _section(said: str) -> int:
    total, digit = 0, 0
    for sign in said:
        if sign in numerals.DIGITS:
            digit = numerals.DIGITS.index(sign)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return total + digit


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_every_amount_can_be_heard_back(number: int) -> None:
    assert worth(numerals.cardinal(number)) == number


WRITTEN = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [
            "退款", "《消费者权益保护法》", "第55条", "299元", "¥1,299.5", "2026-11-20", "10:30", "https://a.cn/b?c=d",
            "13812345678", "XB7K3M9TXA", "（", "）", "**", "\n- ", "1. ", "😀", "，", "。", "《", "》", "好" * 50, "%", "-", "0",
            "²", "①", "½", "\u200b", "\ud800", "www.x.com", "a@b.cn", "[1]", "]", "(", " ", "2个", "12315", "+86",
        ]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(WRITTEN)
def test_a_voice_is_never_given_figures_links_pictures_or_marks(text: str) -> None:
    for item in spoken.items(text):
        assert 0 < len(item) <= MOST_SAID
        assert all(sign.isalpha() or sign in MARKS or "〇" <= sign <= "〩" for sign in item), item
        assert item[0] not in "，。！？；、 "


@given(WRITTEN)
def test_what_is_said_said_again_is_the_same(text: str) -> None:
    once = spoken.said(text)
    assert spoken.said(once) == once


@given(st.lists(st.text(max_size=60), max_size=15))
def test_choices_are_items_that_fit_and_always_offer_a_person(titles: list[str]) -> None:
    heard = spoken.choices(titles)
    assert all(len(item) <= MOST_SAID for item in heard)
    keys = re.findall(r"按(\d)", "".join(heard))
    assert keys[-1] == "0"
    assert {str(key + 1) for key in range(min(len(titles), 9))} <= set(keys)
