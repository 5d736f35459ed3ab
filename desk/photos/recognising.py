"""From pixels to lines of text, with rapidocr (PP-OCR) and the models in its wheel. Runs in the child only.

rapidocr would download a model it does not find, so the three files are named: a missing one is an error.
"""

import math
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import rapidocr
from numpy.typing import NDArray

from desk.photos.pictures import Pixels, open_picture, tiles_of, to_pixels
from desk.photos.reading import LONGEST_LINE, Line, bounded

MODELS = Path(rapidocr.__file__).parent / "models"
MODEL_FILES = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
}
LEAST_SCORE = 0.6  # below it a line is guesswork
LINES_AT_ONCE = 1  # wide lines cost memory together: six at once 1.2 GB of it
SAMPLE = 12  # lines that vote on whether the page stands on its head
UPRIGHT = 1.3  # height by width from which a line of text lies on its side

Boxes = NDArray[np.float32]  # n × 4 × 2: corners clockwise from the top left of the text, in pixels


class Engine(Protocol):
    """The three steps of rapidocr that are used one by one, so that the page is turned once, not each line."""

    def detect_and_crop(self, img: Pixels, op_record: dict[str, Any]) -> Any: ...
    def cls_and_rotate(self, img: list[Pixels]) -> Any: ...
    def recognize_txt(self, img: list[Pixels]) -> Any: ...
    def crop_text_regions(self, img: Pixels, det_boxes: Boxes) -> list[Pixels]: ...


def make_engine(threads: int) -> Engine:
    """An engine with its models loaded. Raises FileNotFoundError when the wheel lacks one."""
    params: dict[str, Any] = {name: str(MODELS / file) for name, file in MODEL_FILES.items()}
    params |= {
        "Global.log_level": "error",
        "Rec.rec_batch_num": LINES_AT_ONCE,
        "Global.use_vertical_padding": False,  # it would shift the boxes
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    engine: Engine = rapidocr.RapidOCR(params=params)
    blank: Pixels = np.full((48, 200, 3), 255, dtype=np.uint8)
    _detect(engine, blank)  # each step loads its model when it is first used
    engine.cls_and_rotate([blank])
    engine.recognize_txt([blank])
    return engine


def read_picture(engine: Engine, content: bytes) -> list[Line]:
    """The lines on a picture, however it is turned. Raises OSError for a file that is none."""
    pixels = to_pixels(open_picture(content))
    pixels = np.ascontiguousarray(np.rot90(pixels, _quarter_turns(engine, tiles_of(pixels)[0].pixels)))
    height, width = pixels.shape[:2]
    found: list[tuple[Boxes, str, float]] = []
    for tile in tiles_of(pixels):
        boxes = _detect(engine, tile.pixels)
        middles = boxes[:, :, 1].mean(axis=1) + tile.offset
        boxes = boxes[(middles >= tile.own_top) & (middles < tile.own_bottom)]
        if not len(boxes):
            continue
        recognised = engine.recognize_txt(engine.crop_text_regions(tile.pixels, boxes))
        placed = boxes + np.array([0, tile.offset], dtype=np.float32)
        found += list(zip(placed, recognised.txts, recognised.scores, strict=True))
    return bounded(_lines([one for one in found if one[1].strip() and one[2] >= LEAST_SCORE], width, height))


def _detect(engine: Engine, pixels: Pixels) -> Boxes:
    try:
        _crops, found = engine.detect_and_crop(pixels, {})
    except Exception as error:
        if type(error).__name__ == "RapidOCRError":  # its way of saying "no text here"
            return np.zeros((0, 4, 2), dtype=np.float32)
        raise
    boxes: Boxes = np.asarray(found.boxes, dtype=np.float32)
    return boxes


def _quarter_turns(engine: Engine, pixels: Pixels) -> int:
    """How often the page must be turned left to stand upright."""
    turns = 0
    boxes = _detect(engine, pixels)
    if not len(boxes):
        return 0
    widths, heights = _sizes(boxes)
    lying = heights > UPRIGHT * widths
    if heights[lying].sum() > widths[~lying].sum():
        turns, pixels = 1, np.ascontiguousarray(np.rot90(pixels))
        boxes = _detect(engine, pixels)
        if not len(boxes):
            return 0
        widths, _heights = _sizes(boxes)
    longest = boxes[np.argsort(widths)[::-1][:SAMPLE]]
    votes = engine.cls_and_rotate(engine.crop_text_regions(pixels, longest))[1].cls_res
    headfirst = sum(score if label == "180" else -score for label, score in votes)
    return turns + 2 if headfirst > 0 else turns


def _sizes(boxes: Boxes) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Widths and heights as drawn on the page: the mean extent of opposite sides."""
    across, down = boxes[:, 1] - boxes[:, 0], boxes[:, 3] - boxes[:, 0]
    widths = np.maximum(np.abs(across[:, 0]), np.abs(down[:, 0]))
    heights = np.maximum(np.abs(across[:, 1]), np.abs(down[:, 1]))
    return widths, heights


def _lines(found: list[tuple[Boxes, str, float]], width: int, height: int) -> list[Line]:
    """Straightened: a page held askew has level rows again. Units: the page's width."""
    if not found:
        return []
    boxes = np.array([box for box, _text, _score in found], dtype=np.float64)
    edges = boxes[:, 1] - boxes[:, 0]
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    angle = _weighted_median(np.arctan2(edges[:, 1], edges[:, 0]), lengths)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    centre = np.array([width / 2, height / 2])
    level = ((boxes - centre) @ turn.T + centre) / width
    return [
        Line(
            text.strip()[:LONGEST_LINE],
            round(float(box[:, 0].min()), 4),
            round(float(box[:, 1].min()), 4),
            round(float(box[:, 0].max()), 4),
            round(float(box[:, 1].max()), 4),
            round(float(score), 3),
        )
        for box, (_box, text, score) in zip(level, found, strict=True)
    ]


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
