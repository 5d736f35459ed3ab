"""What a message wants done with a filed case: by its act, or because it answers what the desk told just before.

The desk tells with a message which notice it followed (`Turn.notice`): only then 「同意」 is about a proposal, and
a story may be the material that an officer waits for.
"""

import re
from dataclasses import dataclass

from actions.intake.commands import reads_as_question, strip_marks, yes_or_no
from actions.progress.showing import ACCEPT, ADD, DECLINE, RATE, RECONCILE, STOP, TELL, WITHDRAW
from actions.turn import Turn
from actions.updates.update import Kind

ACTS = {
    ADD: Kind.ADD,
    WITHDRAW: Kind.WITHDRAW,
    RATE: Kind.RATE,
    RECONCILE: Kind.RECONCILE,
    ACCEPT: Kind.ACCEPT,
    DECLINE: Kind.DECLINE,
    STOP: Kind.STOP,
    TELL: Kind.TELL,
}

# Where no business is talked with, what is told under these acts tells how it behaved: 跟商家说了三回都不理.
TALK_ACTS = frozenset({RECONCILE, ACCEPT, DECLINE, STOP, TELL})

# Keys of notices, as the desk gives them: desk.notices.choices.subject.
MATERIAL_ASKED = "info_asked"
OFFERED, PROPOSED, WRITTEN = "offer_reconciliation", "enterprise_proposal", "enterprise_message"
TALKS = frozenset({OFFERED, PROPOSED, WRITTEN})

# Acts under which a statement is heard that is none of them: it tells something.
STATEMENTS = frozenset(
    {"ask", "ask_more", "nlu_fallback", "out_of_scope_chat", "tell_place", "correct", "complain", "report"}
)
SHORTEST_STATEMENT = 4  # characters: 发票丢了
WISHED = (
    1.0  # confidence of a wish in so many words (bot.nlu.wishes): 「我要投诉…」 is that, whatever came before
)

_AGREES = re.compile(r"(?:那|嗯+|好)?(?:我)?(?P<no>不)?(?:同意|接受)(?:了|的|啊|吧|呢)?")
# 「直接投诉吧」 after the enterprise spoke: no more talking.
_GOES_ON = re.compile(
    r"(?:那|还是|就|我要?|不谈了?)*[,，]?(?:直接|继续|接着|还是)(?:走|按|往下)?(?:投诉|处理|办|程序)(?:程序|下去)?(?:吧|了|处理)*"
)
_LEAVES = frozenset({"cancel", "bye"})


@dataclass(frozen=True)
class Wish:
    """case_no, proposal: of the notice that is answered; suggested: the words may be meant for it, and are kept to be
    asked about; tentative: meant only where it fits."""

    kind: Kind
    case_no: str | None = None
    proposal: str | None = None
    suggested: bool = False
    tentative: bool = False


def wish_of(turn: Turn) -> Wish | None:
    """What a message wants done with a filed case; None: nothing, or that cannot be told from the message."""
    if turn.intent in ACTS:
        given = turn.parameters if turn.is_choice else {}
        return Wish(ACTS[turn.intent], given.get("case_no"), given.get("proposal"))
    return of_notice(turn) or _bare(turn)


def of_notice(turn: Turn) -> Wish | None:
    """The wish of a typed message that belongs to the notice before it."""
    return answer_of(turn) or statement_of(turn)


def answer_of(turn: Turn) -> Wish | None:
    """The wish of typed words that answer the notice before them."""
    key = turn.notice.get("key")
    if turn.is_choice or key is None:
        return None
    decided = yes_or_no(turn, explicit=True)
    if key == PROPOSED and decided is not None:
        return _about(turn, Kind.ACCEPT if decided else Kind.DECLINE)
    goes_on = _GOES_ON.fullmatch(strip_marks(turn.text)) is not None
    # 「算了不投诉了」 is more than not talking any longer.
    if key in TALKS and (goes_on or (turn.intent in _LEAVES and "投诉" not in turn.text)):
        return _about(turn, Kind.STOP)
    return _about(turn, Kind.ADD) if key == MATERIAL_ASKED and decided else None


def statement_of(turn: Turn) -> Wish | None:
    """The wish that something told after a notice may be meant for: material for the officer, words for the enterprise."""
    is_wish = turn.intent in ("complain", "report") and turn.confidence >= WISHED
    if turn.is_choice or turn.intent not in STATEMENTS or is_wish or reads_as_question(turn.text):
        return None
    if len(re.sub(r"\W", "", turn.text)) < SHORTEST_STATEMENT:
        return None
    kinds = {MATERIAL_ASKED: Kind.ADD, PROPOSED: Kind.TELL, WRITTEN: Kind.TELL}
    kind = kinds.get(turn.notice.get("key", ""))
    return None if kind is None else _about(turn, kind, suggested=True)


def disagrees(turn: Turn) -> bool:
    """Whether somebody says 不同意, and no more."""
    match = _AGREES.fullmatch(strip_marks(turn.text))
    return match is not None and match["no"] is not None


def _bare(turn: Turn) -> Wish | None:
    """「同意」 and 「不同意」 at any time: of a proposal, if one waits for an answer."""
    if turn.is_choice or not (match := _AGREES.fullmatch(strip_marks(turn.text))):
        return None
    return Wish(Kind.DECLINE if match["no"] else Kind.ACCEPT, tentative=True)


def _about(turn: Turn, kind: Kind, *, suggested: bool = False) -> Wish:
    proposal = turn.notice.get("proposal") if kind.answers_proposal else None
    return Wish(kind, turn.notice.get("case_no"), proposal, suggested)
