"""A model file that is missing, broken off, damaged or none at all."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.model_file import problem_of
from bot.serve import main


def whole(path: Path, metadata: object = None) -> Path:
    """An archive as Rasa makes them, with as much in it as is looked at."""
    described = {"predict_schema": {"nodes": {"a": {"uses": "b"}}}} if metadata is None else metadata
    parts = {"components/a/weights": bytes(range(256)) * 400, "metadata.json": json.dumps(described).encode()}
    with tarfile.open(path, "w:gz") as archive:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def broken_off(path: Path) -> None:
    content = whole(path).read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def flipped(path: Path) -> None:
    content = bytearray(whole(path).read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def bare(path: Path) -> None:
    with tarfile.open(path, "w:gz"):
        """Nothing is in it."""


DAMAGES: dict[str, Callable[[Path], object]] = {
    "broken off": broken_off,
    "a byte flipped": flipped,
    "empty": lambda path: path.write_bytes(b""),
    "a page of a proxy": lambda path: path.write_bytes(b"<html>502 Bad Gateway</html>"),
    "another archive": bare,
    "another kind of metadata": lambda path: whole(path, metadata={"pipeline": []}),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_model_stops_the_start_and_is_named(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    file = tmp_path / "brain.tar.gz"
    damage(file)
    with pytest.raises(SystemExit) as stopped:
        main(["--model", str(file)])
    assert str(file) in str(stopped.value)
    assert "make train" in str(stopped.value)


def test_a_whole_model_has_no_problem(tmp_path: Path) -> None:
    assert problem_of(whole(tmp_path / "brain.tar.gz")) is None
