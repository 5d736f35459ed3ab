"""`python -m operations.teach`: train on what was exported, compare, and take the new model up or refuse it.

The project's own data and model stay as they are until the new model has been measured. Then the diff is applied to the
data, the model file is swapped, and the running brain is asked to load it. `--rollback` takes all three back.
"""

import argparse
import datetime as dt
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desk.clock import utc_now
from desk.commands import CommandError, run_command
from desk.privacy.vault import Vault
from desk.review import training
from desk.review.composing import sort_out, taught, unified
from desk.review.teaching import RunState
from desk.settings import Settings
from desk.store.database import Database
from operations.environment import ROOT
from operations.run import MODEL
from operations.teach import models, records, working_copy
from operations.teach.report import Asked, Limits, Measured, Report, measured, refusals, table

TABLE = "teach_runs"


@dataclass(frozen=True)
class Wanted:
    """project: where data/ lies; model: the file that the brain loads."""

    limits: Limits
    force: bool
    rollback: bool
    held_out: bool
    project: Path
    model: Path


def read_arguments(arguments: Sequence[str] | None = None) -> Wanted:
    usual = Limits()
    parser = argparse.ArgumentParser(prog="python -m operations.teach", description=__doc__)
    parser.add_argument("--may-break", type=int, default=usual.may_break, metavar="N",
                        help="regression messages that may become wrong (default: %(default)s)")  # fmt: skip
    parser.add_argument("--may-fall", type=float, default=usual.may_fall, metavar="SHARE",
                        help="by how much held-out accuracy may fall (default: %(default)s)")  # fmt: skip
    parser.add_argument("--force", action="store_true", help="take the new model up whatever it broke")
    parser.add_argument("--rollback", action="store_true", help="back to the model and the data before")
    parser.add_argument("--no-held-out", action="store_true", help="leave the held-out sentences out: faster")
    parser.add_argument("--project", type=Path, default=ROOT, help="where data/ and domain.yml lie")
    parser.add_argument("--model", type=Path, default=MODEL, help="the model file that the brain loads")
    told = parser.parse_args(arguments)
    return Wanted(
        Limits(told.may_break, told.may_fall),
        told.force,
        told.rollback,
        not told.no_held_out,
        told.project.resolve(),
        told.model.resolve(),
    )


async def teach(wanted: Wanted, settings: Settings, database: Database) -> int:
    """0: taken up, or nothing to do; 3: refused."""
    vault, started = Vault(settings.keys, settings.digest_key), utc_now()
    waiting = await records.pending(database)
    if not waiting.numbers:
        print("teach: nothing was exported that is not taught; `make teach-export` exports what was reviewed")
        return 0
    files = training.read(wanted.project)
    found = sort_out(files, waiting.sentences)
    diff = unified(files, taught(files, found.new))
    print(
        f"teach: batches {', '.join(map(str, waiting.numbers))}: {len(found.new)} new sentences", flush=True
    )
    with tempfile.TemporaryDirectory(prefix="xiaobao-teach-") as folder:
        try:
            candidate, report = _measured(wanted, Path(folder), diff, len(found.new))
        except (models.TrainingFailed, working_copy.DiffRefused) as error:
            failed = Report(len(found.new), measured(()), None, refusals=(str(error)[-500:],))
            await _keep(database, vault, RunState.FAILED, waiting, failed, started)
            raise CommandError(f"nothing was changed: {error}") from error
        print("\n".join(table(report)), flush=True)
        if report.refusals and not wanted.force:
            await _keep(database, vault, RunState.REFUSED, waiting, report, started)
            print("\nteach: refused, the model before answers on: " + "; ".join(report.refusals))
            return 3
        working_copy.apply(diff, wanted.project)
        models.swap_in(candidate, wanted.model)
    told = models.tell_brain(settings.brain_url, settings.brain_token)
    run = await _keep(database, vault, RunState.INSTALLED, waiting, replace(report, told=(told,)), started)
    _diff_of(settings, run).write_text(diff, "utf-8")
    forced = " (by force: " + "; ".join(report.refusals) + ")" if report.refusals else ""
    print(f"\nteach: taken up{forced}; {told}. data/ was changed as well: commit it. Back: --rollback")
    return 0


def _measured(wanted: Wanted, folder: Path, diff: str, sentences: int) -> tuple[Path, Report]:
    """The new model, and what it does to what was right. Raises TrainingFailed, DiffRefused."""
    copied = folder / "after"
    copied.mkdir()
    working_copy.copy(wanted.project, copied)
    working_copy.apply(diff, copied)
    print("teach: training", flush=True)
    candidate = models.train(copied, folder / "candidate.tar.gz")
    print("teach: asking both models", flush=True)
    regression = measured(_regression(wanted.model, candidate, copied))
    held: Measured | None = None
    if wanted.held_out:
        print("teach: held-out sentences", flush=True)
        held = measured(models.held_out(wanted.project, copied))
    refused = tuple(refusals(regression, held, wanted.limits))
    return candidate, Report(sentences, regression, held, refused, wanted.force)


def _regression(before: Path, after: Path, copied: Path) -> list[Asked]:
    """Every message below data/regression under both models; without a model before, all were wrong."""
    files = sorted((copied / "data" / "regression").glob("*.jsonl"))
    rows = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines() if line]
    texts = [row["text"] for row in rows]
    old = models.labels(before, texts) if before.exists() else [""] * len(texts)
    new = models.labels(after, texts)
    return [
        Asked(row["text"], row["label"], one, other) for row, one, other in zip(rows, old, new, strict=True)
    ]


async def _keep(
    database: Database,
    vault: Vault,
    state: RunState,
    waiting: records.Pending,
    report: Report,
    started: dt.datetime,
) -> str:
    return await records.keep(
        database, vault, state, waiting.numbers, report, started_at=started, now=utc_now()
    )


def _diff_of(settings: Settings, run_id: str) -> Path:
    folder = settings.data / "teach"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{run_id}.diff"


async def roll_back(wanted: Wanted, settings: Settings, database: Database) -> int:
    """Data, model and records as before the last training that was taken up."""
    run = await records.last_installed(database)
    if run is None or not models.previous_of(wanted.model).exists():
        raise CommandError("there is no training to take back, or its former model is gone")
    try:
        diff = _diff_of(settings, run.id).read_text("utf-8")
        working_copy.apply(diff, wanted.project, back=True)
    except (FileNotFoundError, working_copy.DiffRefused) as error:
        raise CommandError(f"the data were changed since, so nothing was taken back: {error}") from error
    models.swap_back(wanted.model)
    await records.undo(database, Vault(settings.keys, settings.digest_key), run.id, now=utc_now())
    told = models.tell_brain(settings.brain_url, settings.brain_token)
    print(
        f"teach: back to the model before; {told}. Its batches wait again; a batch can be dropped in the console"
    )
    return 0


def main() -> int:
    wanted = read_arguments()
    work = roll_back if wanted.rollback else teach
    return run_command("teach", TABLE, lambda settings, database: work(wanted, settings, database))


if __name__ == "__main__":
    sys.exit(main())
