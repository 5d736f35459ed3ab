"""How a text that was written for a screen is said on the telephone. Pure.

What a voice stumbles over goes (links, pictures, marks), what it would misread is written out (numbers.py's digits,
dates, sums), and what is left is cut into items that a listener can hold in mind. Sums are said as people say them,
「二百九十九元」: see connectors.hotline.numerals for why nothing is left in figures.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from connectors.hotline import numerals, wording
from connectors.hotline.contract import MOST_SAID
from desk.cases.numbers import ALPHABET, LENGTH, PREFIX

MOST_TITLE = 40  # characters of a choice that are said
MOST_CHOICES = 9  # keys 1 to 9; 0 is a person
FULL_WIDTH = {0xFF10 + n: 0x30 + n for n in range(10)} | {
    base + n: ascii_base + n for base, ascii_base in ((0xFF21, 0x41), (0xFF41, 0x61)) for n in range(26)
}

ADDRESS = (  # a link or a mail address
    r"(?:(?:https?://|www\.|weixin://)[!-~]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:com|cn|org|net|gov)(?![A-Za-z0-9])[!-~]*)"
)
WITH_ADDRESS = re.compile(rf"([^，。！？；、\n]*?){ADDRESS}([^，。！？；、\n]*)", re.ASCII | re.IGNORECASE)
POINTS_AT_IT = 8  # characters: a clause as short as 「详情请见」 says nothing without its address
LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")  # Markdown: the words stay, the address goes
FOOTNOTE = re.compile(r"\[\^?\d+\]|［\d+］|【\d+†?[^】]*】")
HTML = re.compile(r"</?[a-zA-Z][^<>]*>")
BULLET = re.compile(r"^\s*(?:[-*•·▪◦●■]|#{1,6}|>+)\s+", re.MULTILINE)
NUMBERED = re.compile(r"^\s*(\d{1,2})[.、)）](?!\d)\s*", re.MULTILINE)
SCREEN = re.compile("|".join(map(re.escape, wording.FOR_A_VOICE)))
STATE_PREFIX = re.compile(r"《中华人民共和国([^》]+)》")
OPENING, CLOSING = '（([［{｛【〔〈「『“‘"', "）)］]}｝】〕〉」』”’"
REPLACED = {
    "℃": "摄氏度", "℉": "华氏度", "№": "第", "&": "和", "＆": "和", "＋": "加", "+": "加", "／": "或", "/": "或",
    "→": "，", "⇒": "，", "—": "，", "–": "，", "―": "，", "…": "，", "·": "", "•": "，", "|": "，", "｜": "，",
    "：": "，", ":": "，", "\t": " ", "~": "到", "～": "到", "〜": "到", "!": "！", "?": "？", ";": "；", ",": "，",
    "㎡": "平方米", "㎏": "千克", "²": "平方", "³": "立方", "×": "乘", "%": "", "％": "", "￥": "", "¥": "", "=": "等于", "＝": "等于", ".": "。",
}  # fmt: skip
KEPT = frozenset("，。！？；、《》 ")  # marks that a voice makes a pause of, or that name a law
ENDS = "。！？；"
PAUSING = ENDS + "，、《》 "
PAUSES = re.compile(r"[，、；]*([。！？；])[，。！？；、]*|[，、]{2,}|[，、](?=，)")
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]*")

CASE_NO = re.compile(rf"(?<![A-Za-z0-9]){PREFIX}[ -]?([{ALPHABET}]{{{LENGTH}}})(?![A-Za-z0-9])")
# Whatever counts and stands before it: 2 is said 两 there, 二 in dates, ordinals and sums of tens.
MEASURE = "个天件次条家位份年倍种项张只台部名封遍层"
ROUND = r"\d{1,3}(?:,\d{3})+|\d+"
DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.年](0?[1-9]|1[0-2])(?:[-/.月](0?[1-9]|[12]\d|3[01])日?|月)(?!\d)"
)
NUMBER_OF = re.compile(
    r"((?:尾号|号码|编号|单号|验证码|电话|热线|拨打|案号)[是为：:\s]{0,3})(\d[\d -]{1,30}\d)"
)
TIME = r"(?<!\d)([01]?\d|2[0-4])[:：]([0-5]\d)(?:[:：][0-5]\d)?(?!\d)"


def _date(found: re.Match[str]) -> str:
    parts = numerals.year(found.group(1)) + "年" + numerals.cardinal(int(found.group(2))) + "月"
    return parts + (numerals.cardinal(int(found.group(3))) + "日" if found.group(3) else "")


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found.group(1)), int(found.group(2))
    said = numerals.counted(hour) + "点"
    if minute == 0:
        return said
    return said + ("半" if minute == 30 else ("零" if minute < 10 else "") + numerals.cardinal(minute) + "分")


def _money(found: re.Match[str]) -> str:
    return numerals.money(found.group(1), found.group(2) or "")


def _counted(found: re.Match[str]) -> str:
    return numerals.counted(int(found.group(1)))


def _letters(found: re.Match[str]) -> str:
    """A case number sign by sign, in two groups; the prefix as well, since that is how it is written."""
    signs = PREFIX + found.group(1)
    said = [numerals.one_by_one(sign) if sign.isdigit() else sign for sign in signs]
    return " ".join(said[:2]) + "，" + " ".join(said[2:6]) + "，" + " ".join(said[6:])


def _plain(found: re.Match[str]) -> str:
    """A number that nothing explains: short ones count something, long ones are numbers of something."""
    digits = found.group().replace(",", "")
    if "." in digits or (len(digits) <= 4 and not digits.startswith("0")):
        return numerals.decimal(digits)
    return numerals.grouped(digits) if len(digits) >= 7 else numerals.one_by_one(digits)


def _ranged(found: re.Match[str]) -> str:
    return "到".join(_clock(clock) for clock in re.finditer(TIME, found.group()))


def _numbered(found: re.Match[str]) -> str:
    return found.group(1) + numerals.grouped(re.sub(r"[ -]", "", found.group(2)))


def _marked(found: re.Match[str]) -> str:
    """Figures behind letters: 3C and A4 count, E2026100200001 is a number of something."""
    digits = found.group(1)
    return numerals.cardinal(int(digits)) if len(digits) < 4 else "，" + numerals.grouped(digits)


Reader = Callable[[re.Match[str]], str]
# In this order: what is most particular first, since each takes its figures away from those behind it.
READERS: Sequence[tuple[re.Pattern[str], Reader]] = (
    (CASE_NO, _letters),
    (DATE, _date),
    (re.compile(TIME + r"\s*[-~～至到–—]\s*" + TIME), _ranged),
    (re.compile(TIME), _clock),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)"), lambda found: numerals.year(found.group(1))),
    (re.compile(rf"[¥￥]\s*({ROUND})(?:\.(\d+))?\s*元?"), _money),
    (re.compile(rf"({ROUND})(?:\.(\d+))?\s*(?:元|块钱|块)"), _money),
    (re.compile(r"(\d+(?:\.\d+)?)\s*[%％]"), lambda found: "百分之" + numerals.decimal(found.group(1))),
    (re.compile(r"\+86[ -]?(?=\d)"), lambda _: ""),
    (NUMBER_OF, _numbered),
    (
        re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"),
        lambda found: numerals.grouped(found.group().replace("-", "")),
    ),
    (re.compile(r"(?<=[A-Za-z])-?(\d+)"), _marked),
    (re.compile(r"(?<=\d)\s*[-~～–—]\s*(?=\d)"), lambda _: "到"),
    (re.compile(rf"(?<![\d.])(\d{{1,8}})(?=[{MEASURE}])"), _counted),
    (re.compile(rf"(?:{ROUND})(?:\.\d+)?"), _plain),
)


def said(text: str) -> str:
    """The text as one line of speech: without figures, links, pictures and marks, with its pauses."""
    text = SCREEN.sub(lambda found: wording.FOR_A_VOICE[found.group()], text)
    text = _without_noise(text.translate(FULL_WIDTH))
    for pattern, reader in READERS:
        text = pattern.sub(reader, text)
    return _tidy("".join(_sound(sign) for sign in text))


def _without_noise(text: str) -> str:
    text = HTML.sub("", LINK.sub(r"\1", text))
    text = WITH_ADDRESS.sub(_without_address, FOOTNOTE.sub("", text))
    text = NUMBERED.sub(lambda m: f"第{m.group(1)}，", BULLET.sub("", text))
    return STATE_PREFIX.sub(r"《\1》", text)


def _without_address(found: re.Match[str]) -> str:
    rest = found.group(1) + found.group(2)
    return rest if len(rest.strip()) > POINTS_AT_IT else ""


def _sound(sign: str) -> str:
    """What a voice makes of one character: itself, a pause, a word, or nothing."""
    if sign == "\n":
        return "。"
    if sign in KEPT or sign in ENDS:
        return sign
    if sign in OPENING or sign in CLOSING:
        return "，"
    if sign in REPLACED:
        return REPLACED[sign]
    if sign.isspace():
        return " "
    if unicodedata.category(sign) == "No":
        return _circled(sign)
    # Letters, and the numerals among them; marks, symbols, pictures and what is invisible make no sound.
    return sign if unicodedata.category(sign) in ("Lo", "Lu", "Ll", "Nl") else ""


def _circled(sign: str) -> str:
    """① → 一; a fraction or anything else that is no whole number makes no sound."""
    value = unicodedata.numeric(sign)
    return numerals.cardinal(int(value)) + "，" if value.is_integer() and 0 <= value < 10**8 else ""


def _tidy(text: str) -> str:
    """One pause where several meet, the strongest; none at the start or before a closing mark."""
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" ?([，。！？；、]) ?", r"\1", text)
    text = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)
    text = PAUSES.sub(lambda found: found.group(1) or "，", text).lstrip(ENDS + "，、 ").rstrip("，、 ")
    return text if text.strip(PAUSING) else ""


def items(text: str, *, most: int = MOST_SAID) -> tuple[str, ...]:
    """What is said, cut into items of at most `most` characters: at the ends of sentences, else at pauses, else
    where it has to be; a law's name stays whole when it fits. Empty when there is nothing to say."""
    found: list[str] = []
    for sentence in SENTENCE.findall(said(text)):
        for piece in _pieces(sentence.strip(), most):
            if found and len(found[-1]) + len(piece) <= most and found[-1][-1] in ENDS:
                found[-1] += piece  # short sentences that fit are one breath
            else:
                found.append(piece)
    return tuple(found)


def _pieces(sentence: str, most: int) -> list[str]:
    pieces: list[str] = []
    while len(sentence) > most:
        cut = _cut(sentence, most)
        pieces.append(sentence[:cut].rstrip("，、 "))
        sentence = sentence[cut:].lstrip("，、 ")
    return [piece for piece in (*pieces, sentence) if piece.strip(PAUSING)]


def _cut(sentence: str, most: int) -> int:
    """Behind the last pause that fits; before a law's name that would be cut; at `most` otherwise."""
    pause = max(sentence.rfind(mark, 0, most) for mark in "，、")
    if pause > 0:
        return pause + 1
    opened = sentence.rfind("《", 0, most)
    if opened > 0 and sentence.find("》", opened, most) < 0:
        return opened
    return most


def choices(titles: Sequence[str], *, zero: str = wording.PRESS_FOR_HUMAN) -> tuple[str, ...]:
    """「按1，退款；按2，换货；转人工按0。」, as items. Titles beyond the ninth have no key and are not said: whoever
    offers more offers them in steps."""
    offers = [
        wording.PRESS.format(key=key, title=_title(title))
        for key, title in enumerate(titles[:MOST_CHOICES], 1)
    ]
    offers.append(zero)
    return _packed(offers)


def _title(title: str) -> str:
    return said(title).strip(PAUSING)[:MOST_TITLE] or wording.THIS


def _packed(parts: Iterable[str]) -> tuple[str, ...]:
    packed: list[str] = []
    for part in parts:
        if packed and len(packed[-1]) + 1 + len(part) + 1 <= MOST_SAID:
            packed[-1] += "；" + part
        else:
            packed.append(part)
    return tuple(item + "。" for item in packed)


def sources(answer: Mapping[str, object] | None) -> str | None:
    """What an answer rests on, in one breath: the first source, and how many more. None: it names none.

    answer: the part of a reply that the page shows as a card, {"sources": [{"law", "article"}]}.
    """
    listed = (answer or {}).get("sources")
    named = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, Sequence) else []
    if not named:
        return None
    law = said(f"《{str(named[0].get('law', '')).strip('《》')}》").strip("，。")
    article = said(str(named[0].get("article") or "")).strip("，。")
    text = wording.SOURCE.format(source=f"{law}{article}")
    if len(named) > 1:
        text = wording.SOURCES.format(source=f"{law}{article}", more=numerals.counted(len(named) - 1))
    return text


def phone(e164: str) -> str:
    """A phone number digit by digit: +8613812345678 → 幺三八，幺二三四，五六七八."""
    return numerals.grouped(re.sub(r"\D", "", e164.removeprefix("+86")))


def case_no(number: str) -> str:
    """A case number sign by sign; anything else as text."""
    return said(number)
