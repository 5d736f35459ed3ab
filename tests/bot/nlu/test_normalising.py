"""One spelling for what people write in many."""

from __future__ import annotations

import pytest

from bot.nlu.normalising import HEAD_LENGTH, TAIL_LENGTH, has_words, normalise


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("網購的鞋可以退貨嗎", "网购的鞋可以退货吗"),
        ("請問網購的鞋可以退貨嗎", "网购的鞋可以退货吗"),
        ("律师您好，我想请问一下，我办的健身卡能退吗", "我办的健身卡能退吗"),
        ("喂 你好我想问一下那个高铁票怎么退", "那个高铁票怎么退"),
        ("问题商品可以退回给商家吗", "问题商品可以退回给商家吗"),
        ("咨询师培训班不给退费怎么办", "咨询师培训班不给退费怎么办"),
        ("好不容易买到的鞋子坏了", "好不容易买到的鞋子坏了"),
        ("您好，在吗", "您好,在吗"),
        ("你好我买的鞋子开胶了", "我买的鞋子开胶了"),
        ("请问一下快递丢了怎么赔偿", "快递丢了怎么赔偿"),
        ("请问下 快递丢了怎么赔偿", "快递丢了怎么赔偿"),
        ("向您咨询一个问题。我买的新车漏机油", "我买的新车漏机油"),
        ("咨询律师费谁承担商家还是我", "咨询律师费谁承担商家还是我"),
        ("想咨询律师费用高不高怎么找", "想咨询律师费用高不高怎么找"),
        ("请问下载的付费软件能退款吗", "请问下载的付费软件能退款吗"),
        ("请问下单后商家不发货怎么办", "请问下单后商家不发货怎么办"),
        ("请问下午茶套餐过期券能退吗", "请问下午茶套餐过期券能退吗"),
        ("请问大家电坏了谁来修理", "请问大家电坏了谁来修理"),
        ("请问你们管不管物业的事", "请问你们管不管物业的事"),
        ("请教练签字才肯退学费吗", "请教练签字才肯退学费吗"),
        ("请教育局管管补习班退费", "请教育局管管补习班退费"),
        ("咨询热线一直没有人接怎么办", "咨询热线一直没有人接怎么办"),
        ("喂奶粉之后孩子过敏找谁赔", "喂奶粉之后孩子过敏找谁赔"),
        ("在线等位收了钱不给排号", "在线等位收了钱不给排号"),
        ("请问", "请问"),
        ("ＡＢＣ１２３，退款！", "abc123,退款!"),
        ("退钱！！！！！", "退钱!"),
        ("什么？？？。。。", "什么?。"),
        ("哈哈哈哈哈哈", "哈哈"),
        ("花了10000元", "花了10000元"),
        ("太气人了😡😡", "太气人了"),
        ("👍🏻", "好"),
        ("🙏🙏", "谢谢"),
        ("[强]", "好"),
        ("[流泪][流泪]", ""),
        ("[海尔]冰箱坏了", "[海尔]冰箱坏了"),
        ("A市某某商场", "某市某商场"),
        ("J11市XX超市", "某市某超市"),
        ("XX县××镇***饭店", "某县某镇某饭店"),
        ("买了xxl的T恤", "买了xxl的t恤"),
        ("138****1234", "138某1234"),
        ("看这里 https://a.example/b?c=d 是不是假的", "看这里 是不是假的"),
        ("<script>alert(1)</script>你好", "alert(1) 你好"),
        ("退\u200b货\ufeff", "退货"),
        (" \u3000\n", ""),
        ("\x00\x07好", "好"),
        ("", ""),
    ],
)
def test_spellings_become_one(written: str, normalised: str) -> None:
    assert normalise(written) == normalised


def test_normalising_twice_changes_nothing() -> None:
    once = normalise("請問Ａ市ＸＸ商場不給退貨！！！怎麼辦？？😭")
    assert normalise(once) == once


def test_a_long_story_keeps_its_head_and_its_tail() -> None:
    text = normalise("头一二三四五" * 500 + "，" + "尾六七八九十" * 500)
    assert len(text) == HEAD_LENGTH + TAIL_LENGTH + 1
    assert (text[0], text[-1]) == ("头", "十")


@pytest.mark.parametrize(
    ("text", "expected"), [("退货", True), ("ok", True), ("13800001111", False), ("?!", False), ("", False)]
)
def test_digits_and_marks_are_no_words(text: str, expected: bool) -> None:
    assert has_words(text) is expected
