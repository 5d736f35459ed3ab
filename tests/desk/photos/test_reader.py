"""The reader and its child: whatever a picture does, the desk goes on and the next picture is read."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from PIL import Image, ImageDraw

from desk.photos import child
from desk.photos.pictures import MOST_TILES, TILE, open_picture, tiles_of, to_pixels
from desk.photos.reader import COMMAND, Bounds, PhotoReader
from desk.photos.reading import MOST_CHARACTERS, Line, ReadingFailed, bounded, decode, encode
from tests.desk.photos import children


@asynccontextmanager
async def reading(code: str | None = None, **bounds: Any) -> AsyncIterator[PhotoReader]:
    """A reader that is patient unless the test says otherwise: the machine may be busy."""
    patient = {"start": 300.0, "picture": 300.0, **bounds}
    reader = PhotoReader(children.script(code) if code else COMMAND, Bounds(**patient))
    yield reader
    await reader.close()


def picture(text: str = "TOTAL 128.50", kind: str = "PNG", mode: str = "RGB") -> bytes:
    image = Image.new("RGB", (600, 300), "white")
    ImageDraw.Draw(image).text((40, 100), text, fill="black", font_size=60)
    out = io.BytesIO()
    image.convert(mode).save(out, kind)
    return out.getvalue()


async def ended(pid: int) -> bool:
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        await asyncio.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("WEBP", "RGB")]
)
async def test_text_on_a_picture_is_read_with_its_place(kind: str, mode: str) -> None:
    async with reading() as reader:
        (line,) = await reader.read(picture(kind=kind, mode=mode))
    assert "128.50" in line.text
    assert 0 < line.left < line.right <= 1
    assert line.score > 0.6


async def test_nothing_readable_is_an_empty_reading_and_the_child_stays() -> None:
    async with reading() as reader:
        assert await reader.read(picture("")) == []
        first = reader.child
        assert await reader.read(b"no picture at all") == []
        assert reader.child == first is not None


@pytest.mark.parametrize(
    ("code", "bounds"), [(children.NEVER_READY, {"start": 0.5}), (children.HANGS, {"picture": 0.5})]
)
async def test_a_child_that_takes_too_long_is_ended_and_the_next_picture_gets_a_new_one(
    code: str, bounds: dict[str, float]
) -> None:
    async with reading(code, **bounds) as reader:
        with pytest.raises(ReadingFailed, match="timeout"):
            await reader.read(b"x")
        assert reader.child is None
        reader._command, reader._bounds = children.script(children.ANSWERS), Bounds(start=300, picture=300)
        assert (await reader.read(b"next"))[0].text == "next"


@pytest.mark.parametrize(
    ("code", "why"), [(children.DIES, "died"), (children.BABBLES, "garbled"), (children.FLOODS, "died")]
)
async def test_a_child_that_dies_or_talks_nonsense_is_a_failed_reading(code: str, why: str) -> None:
    async with reading(code) as reader:
        with pytest.raises(ReadingFailed, match=why):
            await reader.read(b"x")
        assert reader.child is None


async def test_a_child_killed_from_outside_is_replaced() -> None:
    async with reading(children.ANSWERS) as reader:
        await reader.read(b"a")
        assert reader.child
        os.kill(reader.child, signal.SIGKILL)
        assert await ended(reader.child)
        assert (await reader.read(b"b"))[0].text == "b"


async def test_pictures_are_read_one_at_a_time_by_one_child() -> None:
    async with reading(children.ANSWERS) as reader:
        found = await asyncio.gather(*(reader.read(str(n).encode()) for n in range(8)))
        assert [lines[0].text for lines in found] == [str(n) for n in range(8)]


async def test_a_child_is_replaced_after_some_pictures_and_leaves_when_none_come() -> None:
    async with reading(children.ANSWERS, pictures=2, idle=0.2) as reader:
        await reader.read(b"a")
        first = reader.child
        assert first
        await reader.read(b"b")
        assert reader.child is None
        assert await ended(first)
        await reader.read(b"c")
        second = reader.child
        assert second
        assert await ended(second)


async def test_a_cancelled_reading_leaves_no_answer_for_the_next_one() -> None:
    async with reading(children.ANSWERS) as reader:
        task = asyncio.create_task(reader.read(b"first"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert (await reader.read(b"second"))[0].text == "second"


async def test_the_child_knows_no_key_and_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOBAO_KEY", "secret-key")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///secret")
    async with reading(children.ANSWERS) as reader:
        await reader.read(b"a")
        with open(f"/proc/{reader.child}/environ", "rb") as environ:
            assert b"secret" not in environ.read()


async def test_a_child_that_wants_too_much_memory_ends_and_the_desk_goes_on() -> None:
    hungry = "from desk.photos import child; child.confine()\n" + children.ANSWERS.replace(
        "line =", "kept = bytearray(3 * 2**30); line ="
    )
    async with reading(hungry) as reader:
        with pytest.raises(ReadingFailed):
            await reader.read(b"x")


def test_a_child_writes_no_core_dump_and_no_file() -> None:
    asked = "print(*(resource.getrlimit(kind)[1] for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_DATA)))"
    script = f"import resource; from desk.photos import child; child.confine(); {asked}"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["0", "0", str(child.MEMORY)]


@pytest.mark.parametrize("model", ["Det.model_path", "Cls.model_path", "Rec.model_path"])
def test_a_missing_model_is_an_error_and_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    from desk.photos import recognising

    for name, file in recognising.MODEL_FILES.items():
        assert (recognising.MODELS / file).is_file(), name
    monkeypatch.setitem(recognising.MODEL_FILES, model, "gone.onnx")
    with pytest.raises(FileNotFoundError):
        recognising.make_engine(1)


def test_a_long_screenshot_is_cut_into_tiles_that_own_every_row_once() -> None:
    pixels = to_pixels(Image.new("RGB", (540, 5000)))
    tiles = tiles_of(pixels)
    assert all(tile.pixels.shape[0] <= TILE for tile in tiles)
    assert [tile.own_top for tile in tiles[1:]] == [tile.own_bottom for tile in tiles[:-1]]
    assert (tiles[0].own_top, tiles[-1].own_bottom) == (0, 5000)
    assert len(tiles_of(to_pixels(Image.new("RGB", (100, 60_000))))) == MOST_TILES


@pytest.mark.parametrize(
    ("size", "longest"), [((6000, 4000), 1800), ((4000, 6000), 1800), ((300, 200), 300), ((1, 1), 1)]
)
def test_a_picture_is_bounded_in_size_and_never_enlarged(size: tuple[int, int], longest: int) -> None:
    out = io.BytesIO()
    Image.new("L", size, 200).save(out, "JPEG")
    assert max(open_picture(out.getvalue()).size) == longest


@pytest.mark.parametrize(
    ("size", "is_read"), [((1200, 100), True), ((1300, 100), False), ((100, 1300), False)]
)
def test_a_mere_strip_is_not_read(size: tuple[int, int], is_read: bool) -> None:
    out = io.BytesIO()
    Image.new("L", size, 200).save(out, "PNG")
    if is_read:
        assert open_picture(out.getvalue()).size == (1200, 300)  # on a sheet: enlarged alone it takes 1.5 GB
        return
    with pytest.raises(OSError, match="strip"):
        open_picture(out.getvalue())


def test_wide_lines_are_recognised_one_at_a_time() -> None:
    from desk.photos import recognising

    engine: Any = recognising.make_engine(1)
    assert engine.text_rec.rec_batch_num == recognising.LINES_AT_ONCE == 1


def test_a_reading_is_bounded_and_survives_the_way_between_the_processes() -> None:
    lines = [Line("字" * 190, 0, n / 10, 1, n / 10 + 0.05, 0.9) for n in range(500)]
    kept = bounded(lines)
    assert sum(len(line.text) for line in kept) <= MOST_CHARACTERS
    assert decode(encode(kept)) == kept
