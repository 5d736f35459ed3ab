"""What a training did to what was right and wrong before, and whether it may be taken up. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

SHOWN = 20  # sentences of one kind in a report


@dataclass(frozen=True)
class Asked:
    """One sentence: what it is, and what either model says."""

    text: str
    label: str
    before: str
    after: str

    @property
    def was_right(self) -> bool:
        return self.before == self.label

    @property
    def is_right(self) -> bool:
        return self.after == self.label


@dataclass(frozen=True)
class Measured:
    """One set of sentences asked of both models. Shares are 0 to 1; the lists hold at most SHOWN."""

    asked: int
    right_before: int
    right_after: int
    fixed: int
    still_wrong: int
    broken: int
    fixed_sentences: tuple[Asked, ...] = ()
    still_wrong_sentences: tuple[Asked, ...] = ()
    broken_sentences: tuple[Asked, ...] = ()

    @property
    def fall(self) -> float:
        """By how much the share of right answers fell; negative when it rose."""
        return (self.right_before - self.right_after) / self.asked if self.asked else 0.0


def measured(asked: Iterable[Asked]) -> Measured:
    rows = list(asked)
    fixed = [row for row in rows if row.is_right and not row.was_right]
    still = [row for row in rows if not row.is_right and not row.was_right]
    broken = [row for row in rows if row.was_right and not row.is_right]
    return Measured(
        asked=len(rows),
        right_before=sum(row.was_right for row in rows),
        right_after=sum(row.is_right for row in rows),
        fixed=len(fixed),
        still_wrong=len(still),
        broken=len(broken),
        fixed_sentences=tuple(fixed[:SHOWN]),
        still_wrong_sentences=tuple(still[:SHOWN]),
        broken_sentences=tuple(broken[:SHOWN]),
    )


@dataclass(frozen=True)
class Limits:
    """may_break: regression messages that were right and may become wrong; may_fall: by how much the share of right
    answers among held-out sentences may fall."""

    may_break: int = 0
    may_fall: float = 0.005


@dataclass(frozen=True)
class Report:
    """Of one `make teach`. held_out: None when it was left out."""

    sentences: int
    regression: Measured
    held_out: Measured | None
    refusals: tuple[str, ...] = ()
    forced: bool = False
    told: tuple[str, ...] = field(default=())  # what was done, in plain words

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def refusals(regression: Measured, held_out: Measured | None, limits: Limits) -> Iterator[str]:
    """Why the new model may not be taken up; nothing when it may."""
    if regression.broken > limits.may_break:
        yield f"{regression.broken} regression messages that were right are wrong now; {limits.may_break} may be"
    if held_out is not None and held_out.fall > limits.may_fall:
        yield f"held-out sentences: {held_out.fall:.2%} fewer right; {limits.may_fall:.2%} may be"


def table(report: Report) -> Iterator[str]:
    """The report for a terminal."""
    yield f"{'':14}{'asked':>8}{'before':>9}{'after':>9}{'fixed':>8}{'wrong':>8}{'broken':>8}"
    for name, found in (("regression", report.regression), ("held out", report.held_out)):
        if found is None:
            yield f"{name:14}{'left out':>8}"
        else:
            yield (
                f"{name:14}{found.asked:>8}{_share(found.right_before, found.asked):>9}"
                f"{_share(found.right_after, found.asked):>9}{found.fixed:>8}{found.still_wrong:>8}{found.broken:>8}"
            )
    yield from _listed("newly broken", report.regression.broken_sentences)
    yield from _listed("still wrong", report.regression.still_wrong_sentences)
    yield from _listed("fixed", report.regression.fixed_sentences)
    if report.held_out is not None:
        yield from _listed("newly broken, held out", report.held_out.broken_sentences)


def _share(right: int, asked: int) -> str:
    return f"{right / asked:.1%}" if asked else "–"


def _listed(name: str, rows: Sequence[Asked]) -> Iterator[str]:
    if rows:
        yield f"\n{name}:"
    for row in rows:
        yield f"  {row.text}  [{row.label}]  {row.before} → {row.after}"
