"""Sending a case on, and back: who may send to whom, and who had it before. Pure.

Source: 市场监督管理投诉举报处理办法 第十三条 (报请上级), 第四十一条 (分送、反馈，不得自行移送).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desk.agencies.tree import Node, Tree


class TransferProblem(StrEnum):
    """Why a case may not be sent there; words are in wording.TRANSFER_PROBLEMS."""

    INACTIVE = "inactive"
    ALREADY_THERE = "already_there"
    NOT_BELOW = "not_below"  # neither below, nor beside, nor above: that would be sending it on by oneself


def check_transfer(tree: Tree, sender: Node | None, receiver: Node) -> TransferProblem | None:
    """None when `sender` may send a case to `receiver`.

    Down to any agency below; across to another unit of the same level at the same place; up to the receiver above,
    which distributes. Never to another county of its own accord: that goes back first (第四十一条). A case that no
    agency has yet (sender None) lies with the desk itself, which received it and distributes to anybody.
    """
    if not receiver.active:
        return TransferProblem.INACTIVE
    if sender is None:
        return None
    if receiver.code == sender.code:
        return TransferProblem.ALREADY_THERE
    beside = (receiver.level, receiver.region_code) == (sender.level, sender.region_code)
    below = any(above.code == sender.code for above in tree.superiors(receiver))
    above = any(above.code == receiver.code for above in tree.superiors(sender))
    return None if beside or below or above else TransferProblem.NOT_BELOW


class Step(StrEnum):
    """What a line of the timeline does to who has the case."""

    GIVEN = "given"  # routed: it is theirs, whoever had it before
    SENT = "sent"  # transferred: the sender gets it back if they return it
    RETURNED = "returned"


@dataclass(frozen=True)
class Handing:
    """One such line. agency_id: to whom; None for a return."""

    step: Step
    agency_id: str | None = None


def custody(handings: Iterable[Handing]) -> tuple[str | None, ...]:
    """Who has the case (last), who sent it to them (before that), and so on; None is the desk itself.

    Worked example: given to A, sent to B, sent to C → (A, B, C); C returns it → (A, B).
    """
    holders: list[str | None] = [None]
    for handing in handings:
        match handing.step:
            case Step.GIVEN:
                holders[-1] = handing.agency_id
            case Step.SENT:
                holders.append(handing.agency_id)
            case Step.RETURNED if len(holders) > 1:
                holders.pop()
    return tuple(holders)
