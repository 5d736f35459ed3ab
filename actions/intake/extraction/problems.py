"""What went wrong, in the person's own words: the clause that says it, without the words around it.

Clauses are weighed by what they tell: a broken thing before a refused refund before a rude clerk (see
`problem_cues`). A story without punctuation is cut before 但是, 结果, 现在, 老板, 回家 and the like.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from actions.intake.extraction.found import Found, found_at
from actions.intake.extraction.problem_cues import (
    BUYING,
    CUES,
    NEWS,
    NEWS_FIRST,
    NEWS_INSIDE,
    NEWS_WITHIN,
    OWN_ACT,
    PREPAID,
    PREPAID_BONUS,
    PROMISED,
    Kind,
)

CUT = re.compile(
    r"[,。!?;:\s\n“”()]|(?=(?:但是|可是|然而|然后|结果|后来|因为|由于|请问|而且|所以|于是|不料|没想到|谁知|(?<!到)现在(?!的)|当时|发现|(?<!不)但(?!是)))|(?<=发现)"
)
LEADING = re.compile(
    r"^(?:今?我?(?:要|想)?(?:投诉|举报|反映|反馈)(?!过|了|没|无)|但是|但|可是|然而|然后|结果|后来|而且|并且|并|所以|于是|因为|由于|不料|没想到|谁知|导致|最终|最后|目前|如今|现今|现在|今天|昨天|当时|之前|以前|至今|到现在|使用后|"
    r"回家后?|收到后|打开后?|发现|就|也|又(?![一-龥]{1,2}了)|还(?:说|(?![在没要是不未有]))|却|甚至|反而|竟然|居然|为由|说是|说|称|一看|我们|我的?(?!家)|本人|他们?(?=不|没|把|拒)|是不是|请问|你好|您好|一是|二是|\d+[、.]|[、.\-:])+"
)
WHEN = re.compile(
    r"^(?=[\d一二三四五六七八九十去今前上昨])(?:(?:\d{2,4}|去|今|前)年底?)?(?:\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|上个?月)?(?:\d{1,2}[日号])?(?:上旬|中旬|下旬|初|底)?"
    r"(?:昨天|前天|今天)?(?:早上|上午|中午|下午|晚上)?(?:开学|以后|之后|后|起|开始)?(?:到现在|至今|到今天|左右)?(?:,|的时候|时)?"
)
TRAILING = re.compile(
    r"(?:请问.*|(?:(?:这|那)笔?个?(?:钱|费用|款)?)?(?:怎么|咋|该怎|该如何|如何|要怎|应该怎|能不能|可不可以|我该|我应该|我可以|我想|想要?问|想问|是怎么|是怎|谁来管|谁负责|谁来赔|该谁|算不算|算是|(?:这|那)?(?:是不是|属不属于|属于)(?:诈骗|欺诈|违法|犯法|违约|侵权)|处罚是什么|是否|有没有|合法|合理吗|违法吗|(?<![只不才就])(?:能|可以)(?:退|要|申请|赔))[^,。]*|"
    r"(?:这|那)(?:种|个)?(?:情况|问题|行为|怎么).*|的情况下?|这个问题.*|的行为)$"
)
# Where a clause without commas goes on with somebody or something new
RUN_ON = 20  # characters
RUN_ON_CUT = re.compile(
    r"(?<=[一-龥\d]{4})(?=(?:他们?|她们?|老板|商家|卖家|店家|店里|客服|厂家|教练(?!就)|医院|医生|师傅(?!说)|对方|人家|房东|中介说|去(?:消协|投诉|店里)|我?(?:去找|找他|打电话|跟他|想)|"
    r"回家|回来|到家|到手|拿回|[用穿吃喝学坐修等]了|才\d|从来|要是|如果|换了|天天|老新))"
)
LAW = re.compile(
    r"第[零一二三四五六七八九十百\d]+条|《[^》]*(?:法|条例|规定|办法|规则|标准)》|规定|条例|经营者"
)
SAID = re.compile(
    r"^(?:[一-龥]{0,4}(?:客服|老板|商家|卖家|店家|店主|店长|对方|销售|经理|医生|师傅|平台|他们?|她))[^,。]{0,3}(?:说|称|表示|回复|告诉|答复|承认|解释)"
)
SPEECH = re.compile(r"[“\"][^“”\"]{7,}[”\"]")
WISHES = re.compile(
    r"希望|请(?!问)|恳请|要求|望|能否|能不能|帮|申请|想要|如果|要是|假如|是否|不要让|避免|谢谢|尊敬|不要了|想退"
)
SHOULD = re.compile(r"不得|不能(?:任意|随意|随便)|应当|应该|不可以")
IF = re.compile(r"如果|要是|假如|的话$|若")
SENTENCE_END = re.compile(r"[。!?;\n]")
QUESTION = re.compile(r"[吗呢]$|有没有|谁来|^(?:怎么|如何|请问|为什么|是不是)")
# 市场内出现[缺斤少两]情况
NAMED_TROUBLE = re.compile(
    r"(?:出现|存在|发生|有)了?(?P<what>[^,。!?;]{3,12}?)(?:的)?(?:情况|现象|问题|行为)"
)
UNKNOWN_NEWS = 0.6  # 发现 and 结果 announce trouble even where no cue is known
SHORTEST, LONGEST = 2, 40  # characters of a clause
ENOUGH = 0.4


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    weight: float


def _clauses(folded: str) -> list[tuple[int, int]]:
    edges, at = [], 0
    for cut in CUT.finditer(folded):
        if cut.start() > at:
            edges += _run_on(folded, at, cut.start())
        at = cut.end()
    return edges + (_run_on(folded, at, len(folded)) if at < len(folded) else [])


def _run_on(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """A long clause in pieces: 用了两年|老板说…|…; the pieces of a short one belong together."""
    if end - start <= RUN_ON:
        return [(start, end)]
    cuts = [start, *(start + cut.start() for cut in RUN_ON_CUT.finditer(folded[start:end])), end]
    return list(pairwise(cuts))


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    named = NAMED_TROUBLE.search(folded, start, end)
    if named:
        return named.span("what")
    trailing = TRAILING.search(folded[start:end])
    if trailing and trailing.start() >= SHORTEST:
        end = start + trailing.start()
    for pattern in (LEADING, WHEN, LEADING):
        leading = pattern.match(folded[start:end])
        if leading and end - start - leading.end() >= SHORTEST:
            start += leading.end()
    return start, end


# 要求退款遭拒: the wish is in the clause because it was refused
ANSWERED = frozenset({Kind.REFUSED, Kind.NOT_RECEIVED})
# What stands in a clause beside its cue makes it more or less likely the one
SIGNS = (
    (NEWS_INSIDE, 0.08),
    (QUESTION, -0.3),
    (SHOULD, -0.3),
    (SAID, -0.2),
    (PROMISED, -0.2),
    (OWN_ACT, -0.15),
    (BUYING, -0.1),
)


class _Weigher:
    """How much each clause of one story tells of the trouble; 0 for none."""

    def __init__(self, folded: str) -> None:
        self.folded = folded
        self.refusal = PREPAID_BONUS if PREPAID.search(folded) else 0.0
        self.speeches = [range(m.start(), m.end()) for m in SPEECH.finditer(folded)]
        self.supposed, self.last_end = False, 0

    def weight(self, start: int, end: int) -> float:
        """Clauses must be given in order: a supposition (如果…) reaches to the end of its sentence."""
        clause = self.folded[start:end]
        self.supposed = IF.search(clause) is not None or (
            self.supposed and not SENTENCE_END.search(self.folded[self.last_end : start])
        )
        self.last_end = end
        cues = [cue for cue in CUES if cue.pattern.search(clause)]
        is_news = bool(
            NEWS.search(self.folded[max(0, start - 3) : start])
            or NEWS_FIRST.match(clause)
            or NEWS_WITHIN.search(clause)
        )
        if not (cues or is_news) or LAW.search(clause):
            return 0.0
        kinds = {cue.kind for cue in cues}
        weight = max(
            (cue.weight + (self.refusal if cue.kind is Kind.REFUSED else 0) for cue in cues),
            default=UNKNOWN_NEWS,
        )
        weight += 0.12 * is_news
        weight += sum(worth for sign, worth in SIGNS if sign.search(clause))
        weight -= (0.1 if kinds & ANSWERED else 0.5) * bool(WISHES.search(clause))
        weight -= 0.4 * self.supposed + 0.1 * (len(clause) < 4)
        weight -= 0.5 * any(start in speech for speech in self.speeches)
        return weight - 0.15 * start / len(self.folded)


def problem(text: str, folded: str, known: tuple[Found[str], ...] = ()) -> Found[str] | None:
    """The clause that says what went wrong, or None where no clause does.

    `known`: the merchant and the place; where they open the clause they are left out of it."""
    best: _Clause | None = None
    weigher = _Weigher(folded)
    for start, end in _clauses(folded):
        weight = weigher.weight(start, end)
        start, end = _trimmed(folded, start, end)
        if end - start >= SHORTEST and weight >= ENOUGH and (best is None or weight > best.weight):
            best = _Clause(start, end, weight)
    if best is None:
        return None
    start, end = _without_known(folded, best, known)
    return found_at(text, start, _shortened(folded, start, end), round(min(0.8, best.weight * 0.8), 2))


def _without_known(folded: str, clause: _Clause, known: tuple[Found[str], ...]) -> tuple[int, int]:
    start = clause.start
    for name in sorted(known, key=lambda one: one.start):
        inside = folded[start : clause.end]
        if inside.startswith(name.text) and len(inside) - len(name.text) >= SHORTEST + 1:
            start += len(name.text)
            start += folded[start : start + 1] == "的"
    return start, clause.end


def _shortened(folded: str, start: int, end: int) -> int:
    """A run-on clause is cut at the last sensible place before `LONGEST`."""
    if end - start <= LONGEST:
        return end
    cut = max(folded.rfind(word, start + 8, start + LONGEST) for word in ("、", "了", "的"))
    return cut + 1 if cut > start else start + LONGEST
