"""One spelling for what people write in many: pure text rules, used for understanding only.

What a person typed is stored and shown as typed; the result of ``normalise`` is seen by the NLU alone.
"""

from __future__ import annotations

import functools
import re
import unicodedata

import opencc

# The encoder averages over words: more of a long story adds time (60 ms a thousand characters), not meaning.
HEAD_LENGTH, TAIL_LENGTH = 600, 200  # in characters

# Gestures that are an answer. All other emoji say nothing about the matter and are left out.
SPEAKING_EMOJI = {"👍": "好", "👌": "好的", "🆗": "好的", "🙏": "谢谢", "👎": "不好", "👋": "再见"}

# WeChat writes its own emoji as names in brackets.
WECHAT_SPEAKING = {"强": "好", "OK": "好的", "好的": "好的", "抱拳": "谢谢", "合十": "谢谢", "弱": "不好"}
_WECHAT_SILENT = re.compile(
    r"\[(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|白眼|傲慢|困|惊恐|憨笑|"
    r"悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|擦汗|抠鼻|鼓掌|坏笑|右哼哼|鄙视|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|"
    r"无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|Emm|社会社会|旺柴|打脸|哇|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|"
    r"拥抱|握手|胜利|勾引|拳头|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|红包|發|福|烟花|爆竹|猪头|跳跳|发抖|转圈)\]"
)

_TAG = re.compile(r"<[^<>]{1,200}>")
_LINK = re.compile(r"(?:https?://|www\.)[\x21-\x7e]+", re.IGNORECASE)
_WECHAT_SPEAKING = re.compile(rf"\[({'|'.join(WECHAT_SPEAKING)})\]")
_SPEAKING = re.compile("|".join(SPEAKING_EMOJI))

# Masked names, as boards and forums publish them (of places: A市, J11市, XX县, 某某区; of anything: xx, ***).
_MASKED_PLACE = re.compile(r"(?:(?<![a-z])[a-z]\d{0,2}|[x×*○〇某]+)(?=[省市县区镇乡村])")
_MASKED_NAME = re.compile(r"(?<![a-z])x{2,}(?![a-z])|[×*○〇]{2,}|某{2,}")
MASK = "某"

# How people open a message to anybody, to a lawyer, a mayor or a bot alike; what follows is the matter. Words
# that also begin a matter (请问下单…, 咨询律师费…, 求助热线…) open one only where a mark, a space or a pronoun follows.
_BREAK = r"(?=[\s,，。.!！~:：;；、?？])"
_ONWARD = rf"(?:{_BREAK}|(?=[我你您这那关]))"
_OPENING = re.compile(
    r"^(?:(?:"
    rf"(?:尊敬的|各位|亲爱的)?(?:律师|老师|同志|师傅|大家|领导|客服|小保|亲|朋友|大哥|大姐|市长)?们?(?:您好|你好)(?:啊|呀|吗|哈)?{_ONWARD}"
    rf"|(?:尊敬的|各位|亲爱的)?(?:律师|老师|同志|师傅|大家|领导|客服|小保|亲|朋友|大哥|大姐|市长)?们?好{_BREAK}"
    rf"|(?:喂|急需解答|在线等|求助|麻烦问|请教|咨询|询问|请问|想问){_BREAK}"
    rf"|我?(?:想|要)?(?:请问|请教|(?:向[您你])?咨询|询问|问)(?:[您你]|大家|律师)?一下子?(?:哈|啊|呀)?(?![单载架午水])"
    rf"|我?(?:想|要)?(?:请问|请教|(?:向[您你])?咨询|询问|问)(?:[您你]|大家|律师)?一?(?:下子?|个问题|个事儿?){_ONWARD}"
    r"|请问(?=[^您你大律教下])"
    r")[\s,，。.!！~:：;；、]*)+"
)
OPENED = 8  # characters that must follow an opening for it to be left out: 请问 alone is a message of its own

_REPEATED_MARK = re.compile(r"([^\w\s])(?:\s*\1)+")
_REPEATED_LETTER = re.compile(r"([^\W\d])\1{2,}")
_SPACE = re.compile(r"\s+")


@functools.cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """``text`` in its one spelling; empty when it holds no word, number or mark.

    Full-width becomes half-width, traditional simplified, capitals small; markup, links, invisible characters
    and emoji go; repetition shrinks; masked names become ``某``; a greeting before the matter goes; a long story
    keeps its head and its tail.

    >>> normalise("律師您好，請問Ａ市ＸＸ商場不給退貨！！！怎麼辦？？😭")
    '某市某商场不给退货!怎么办?'
    """
    text = _LINK.sub(" ", _TAG.sub(" ", text))
    text = _SPEAKING.sub(lambda match: SPEAKING_EMOJI[match[0]], text)
    text = _WECHAT_SPEAKING.sub(lambda match: WECHAT_SPEAKING[match[1]], _WECHAT_SILENT.sub(" ", text))
    text = unicodedata.normalize("NFKC", text)
    text = "".join(character for character in text if not _is_silent(character))
    text = _to_simplified().convert(text).lower()
    text = _MASKED_NAME.sub(MASK, _MASKED_PLACE.sub(MASK, text))
    text = _REPEATED_LETTER.sub(r"\1\1", _REPEATED_MARK.sub(r"\1", text))
    text = _SPACE.sub(" ", text).strip()
    rest = text[match.end() :] if (match := _OPENING.match(text)) else text
    text = rest if len(rest) >= OPENED else text
    if len(text) > HEAD_LENGTH + TAIL_LENGTH:
        text = f"{text[:HEAD_LENGTH]} {text[-TAIL_LENGTH:]}"
    return text


def _is_silent(character: str) -> bool:
    """Whether a character says nothing: invisible, unassigned, pictures and their modifiers."""
    category = unicodedata.category(character)
    if category == "Cc":
        return not character.isspace()
    return category in {"Cf", "Cs", "Co", "Cn", "So", "Sk", "Mn", "Me"}


def has_words(normalised: str) -> bool:
    """Whether there is anything to understand: a letter or a character, not only digits and marks."""
    return any(character.isalpha() for character in normalised)
