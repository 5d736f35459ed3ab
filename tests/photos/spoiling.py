"""What hands, lamps and messengers do to a picture. Every effect is deterministic under its seed."""

import io
import random

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """Held askew, or stored on its side, on a dark table."""
    return image.rotate(degrees, expand=True, fillcolor="#3d352c", resample=Image.Resampling.BICUBIC)


def on_table(image: Image.Image, border: int = 90) -> Image.Image:
    """Photographed with the table around it."""
    table = Image.new("RGB", (image.width + 2 * border, image.height + 2 * border), "#6b5b4a")
    table.paste(image, (border, border))
    return table


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


def dark(image: Image.Image, brightness: float) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(brightness)


def faded(image: Image.Image, contrast: float) -> Image.Image:
    """Thermal paper after some months."""
    return ImageEnhance.Contrast(image).enhance(contrast)


def noisy(image: Image.Image, strength: float, seed: int) -> Image.Image:
    """`strength`: standard deviation of the noise, of 255."""
    noise = np.random.default_rng(seed).normal(0, strength, (image.height, image.width, 3))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def shaded(image: Image.Image) -> Image.Image:
    """The shadow of a hand from the left."""
    shade = np.linspace(0.35, 1.0, image.width)[None, :, None]
    return Image.fromarray((np.asarray(image) * shade).astype(np.uint8))


def small(image: Image.Image, part: float) -> Image.Image:
    """Shrunk by a messenger."""
    size = round(image.width * part), round(image.height * part)
    return image.resize(size, Image.Resampling.BILINEAR)


def squeezed(image: Image.Image, quality: int) -> Image.Image:
    """Through a JPEG of poor quality and back."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def seen_from_the_side(image: Image.Image, lean: float) -> Image.Image:
    """The far edge shorter by `lean` of the width."""
    width, height = image.size
    inset = lean * width
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=float)
    target = np.array([(inset, 0), (width - inset, 0), (width, height), (0, height)], dtype=float)
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    coefficients = np.linalg.solve(np.array(rows), source.reshape(8))
    return image.transform(
        image.size,
        Image.Transform.PERSPECTIVE,
        coefficients.tolist(),
        Image.Resampling.BICUBIC,
        fillcolor="#3d352c",
    )


def landscape(seed: int, width: int = 1200, height: int = 800) -> Image.Image:
    """Sky, hills and grass; nothing to read."""
    chance = random.Random(seed)
    sky = np.linspace((120, 170, 220), (215, 225, 235), height)
    canvas = np.repeat(sky[:, None, :], width, axis=1)
    for base, colour in ((0.55, (90, 120, 90)), (0.7, (70, 105, 60)), (0.85, (95, 130, 50))):
        waves = [(chance.uniform(1, 5), chance.uniform(0, 6), chance.uniform(5, 40)) for _ in range(4)]
        across = np.linspace(0, 2 * np.pi, width)
        edge = np.full(width, base * height)
        for often, shift, high in waves:
            edge += high * np.sin(often * across + shift)
        canvas[np.arange(height)[:, None] > edge[None, :]] = colour
    return noisy(Image.fromarray(canvas.astype(np.uint8)), 8, seed)
