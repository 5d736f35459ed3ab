"""`make eval-photos`: how well the fields of the rendered pictures are read, by the whole way but the network.

Each picture is drawn, stored as the desk stores an upload, read by the real child process and parsed. A field
counts as right when it is exactly what the picture shows; one that is read but not there, or otherwise, as
wrong. Precision: right of all read. Recall: right of all shown.
"""

import asyncio
import io
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from actions.intake.documents.document import read_document
from actions.intake.documents.layout import lines_of
from actions.intake.extraction.folding import fold
from desk.attachments.sanitise import sanitise
from desk.photos.reader import Bounds, PhotoReader
from tests.actions.builders import SENT_AT
from tests.photos.samples import FIELDS, MORE, SAMPLES, Sample

TODAY = SENT_AT.date()


@dataclass
class Score:
    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    slips: list[str] = field(default_factory=list)  # "picture: field: shown → read"
    seconds: list[float] = field(default_factory=list)
    peak: int = 0  # bytes: the largest resident size of the child

    def precision(self, name: str | None = None) -> float:
        right, wrong = _count(self.right, name), _count(self.wrong, name)
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, name: str | None = None) -> float:
        right, missed = _count(self.right, name), _count(self.missed, name)
        return right / (right + missed) if right + missed else 1.0


def _count(counts: Counter[str], name: str | None) -> int:
    return counts.total() if name is None else counts[name]


def plain(found: dict[str, Any]) -> dict[str, Any]:
    """What was read, in the words of the truth."""
    values = dict(found)
    if amount := values.get("amount"):
        values["amount"] = amount["fen"]
    if day := values.get("purchase_date"):
        values["purchase_date"] = day["iso"]
    if phone := values.get("merchant_phone"):
        values["merchant_phone"] = re.sub(r"\D", "", phone)
    return values


def upload(sample: Sample) -> bytes:
    """The picture as the desk keeps it."""
    out = io.BytesIO()
    sample.render().save(out, "JPEG", quality=sample.quality)
    return sanitise(out.getvalue(), max_bytes=10 * 2**20).content


def compare(score: Score, sample: Sample, found: dict[str, Any]) -> None:
    for name in FIELDS:
        shown, read = getattr(sample.truth, name), found.get(name)
        shown = fold(shown) if isinstance(shown, str) else shown
        if read == shown:
            score.right[name] += shown is not None
            continue
        score.wrong[name] += read is not None
        score.missed[name] += shown is not None
        score.slips.append(f"{sample.name}: {name}: {shown} → {read}")


async def measure(samples: Sequence[Sample]) -> Score:
    """Raises desk.photos.reading.ReadingFailed when a picture ends the reader."""
    score, reader = Score(), PhotoReader(bounds=Bounds(start=600, picture=600))
    try:
        for sample in samples:
            content = upload(sample)
            begun = time.perf_counter()
            lines = await reader.read(content)
            score.seconds.append(time.perf_counter() - begun)
            reading = {"lines": [asdict(line) for line in lines]}
            compare(score, sample, plain(read_document(lines_of(reading), today=TODAY)))
            score.peak = max(score.peak, _peak(reader.child))
    finally:
        await reader.close()
    return score


def _peak(child: int | None) -> int:
    """The child's largest resident size so far, in bytes; 0 where the system does not tell."""
    status = Path(f"/proc/{child}/status")
    if child is None or not status.is_file():
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
    return int(found[1]) * 1024 if found else 0


def report(title: str, score: Score) -> None:
    middle = sorted(score.seconds)[len(score.seconds) // 2]
    out = sys.stdout.write
    out(f"\n{title}: {len(score.seconds)} pictures\n{'field':<16}{'precision':>10}{'recall':>8}\n")
    for name in (*FIELDS, None):
        out(f"{name or 'all':<16}{score.precision(name):>10.3f}{score.recall(name):>8.3f}\n")
    out(
        f"seconds a picture: {middle:.1f} in the middle, {max(score.seconds):.1f} at most (the start included); "
    )
    out(f"the child's memory: {score.peak / 2**20:.0f} MB at most\n")
    out("".join(f"  {slip}\n" for slip in score.slips))


def main() -> None:
    for title, samples in (("the thirty", SAMPLES), ("more", MORE)):
        report(title, asyncio.run(measure(samples)))


if __name__ == "__main__":
    main()
