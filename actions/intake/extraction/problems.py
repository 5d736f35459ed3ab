"""What went wrong, in the person's own words: the clause that says it, without the words around it.

Clauses are weighed by what they tell: a refused refund before a broken thing before a rude clerk. A story
without punctuation is cut before 但是, 结果, 现在 and the like.
"""

import re
from dataclasses import dataclass

from actions.intake.extraction.found import Found, found_at
from actions.intake.extraction.problem_cues import CUES

CUT = re.compile(
    r"[,。!?;:\s\n“”()]|(?=(?:但是|可是|然而|然后|结果|后来|因为|由于|请问|而且|所以|于是|不料|没想到|谁知|(?<!到)现在(?!的)|当时|发现|(?<!不)但(?!是)))|(?<=发现)"
)
LEADING = re.compile(
    r"^(?:今?我?(?:要|想)?(?:投诉|举报|反映|反馈)(?!过|了|没|无)|但是|但|可是|然而|然后|结果|后来|而且|并且|并|所以|于是|因为|由于|不料|没想到|谁知|导致|最终|最后|目前|如今|现今|现在|今天|昨天|当时|之前|以前|至今|到现在|使用后|"
    r"回家后?|收到后|打开后?|发现|就|也|又|还说?|却|甚至|反而|竟然|居然|为由|说是|说|称|一看|我|本人|我们|他们?(?=不|没|把|拒)|是不是|请问|你好|您好|一是|二是|\d+[、.]|[、.\-:])+"
)
WHEN = re.compile(
    r"^(?=[\d一二三四五六七八九十去今前上昨])(?:(?:\d{2,4}|去|今|前)年底?)?(?:\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|上个?月)?(?:\d{1,2}[日号])?(?:上旬|中旬|下旬|初|底)?"
    r"(?:昨天|前天|今天)?(?:早上|上午|中午|下午|晚上)?(?:开学|以后|之后|后|起|开始)?(?:到现在|至今|到今天|左右)?(?:,|的时候|时)?"
)
TRAILING = re.compile(
    r"(?:请问.*|(?:(?:这|那)笔?个?(?:钱|费用|款)?)?(?:怎么|咋|该怎|该如何|如何|要怎|应该怎|能不能|可不可以|我该|我应该|我可以|我想|想要?问|想问|是怎么|是怎|谁来管|谁负责|谁来赔|该谁|算不算|算是|是否|有没有|合法|合理吗|违法吗|(?<![只不才就])(?:能|可以)(?:退|要|申请|赔))[^,。]*|"
    r"(?:这|那)(?:种|个)?(?:情况|问题|行为|怎么).*|的情况下?|这个问题.*|的行为)$"
)
LAW = re.compile(r"第[零一二三四五六七八九十百\d]+条|《|规定|条例|经营者|消费者权益保护法")
WISHES = re.compile(
    r"希望|请(?!问)|恳请|要求|望|能否|能不能|帮|申请|想要|如果|要是|假如|是否|不要让|避免|谢谢|尊敬"
)
SHOULD = re.compile(r"不得|不能(?:任意|随意|随便)|应当|应该|不可以")
IF = re.compile(r"如果|要是|假如|的话$|若")
SENTENCE_END = re.compile(r"[。!?;\n]")
QUESTION = re.compile(r"[吗呢]$|谁来|^(?:怎么|如何|请问|为什么|是不是)")
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
            edges.append((at, cut.start()))
        at = cut.end()
    if at < len(folded):
        edges.append((at, len(folded)))
    return edges


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    trailing = TRAILING.search(folded[start:end])
    if trailing and trailing.start() >= SHORTEST:
        end = start + trailing.start()
    for pattern in (LEADING, WHEN, LEADING):
        leading = pattern.match(folded[start:end])
        if leading and end - start - leading.end() >= SHORTEST:
            start += leading.end()
    return start, end


def _weight(clause: str, position: float) -> float:
    """0 for a clause that tells no trouble; earlier clauses weigh a little more."""
    if LAW.search(clause):
        return 0.0
    weight = next((cue.weight for cue in CUES if cue.pattern.search(clause)), 0.0)
    if WISHES.search(clause):
        weight -= 0.5
    if QUESTION.search(clause):
        weight -= 0.3
    if SHOULD.search(clause):
        weight -= 0.3
    return weight - 0.1 * position if weight > 0 else 0.0


def problem(text: str, folded: str, known: tuple[Found[str], ...] = ()) -> Found[str] | None:
    """The clause that says what went wrong, or None where no clause does.

    `known`: the merchant and the place; where they open the clause they are left out of it."""
    best: _Clause | None = None
    supposed, last_end = False, 0
    for start, end in _clauses(folded):
        supposed = IF.search(folded[start:end]) is not None or (
            supposed and not SENTENCE_END.search(folded[last_end:start])
        )
        last_end = end
        weight = _weight(folded[start:end], start / max(1, len(folded))) - 0.4 * supposed
        start, end = _trimmed(folded, start, end)
        if not end - start >= SHORTEST or weight < ENOUGH or (best and weight <= best.weight):
            continue
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
