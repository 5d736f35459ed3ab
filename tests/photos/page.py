"""A page that is written from top to bottom, as printers and apps lay out their text."""

from PIL import Image, ImageDraw

from tests.photos.fonts import font

Colour = str | tuple[int, int, int]


class Page:
    """`width` pixels wide; grows as it is written. `done` cuts it to what was used."""

    def __init__(
        self,
        width: int,
        *,
        size: int = 28,
        paper: Colour = "white",
        ink: Colour = "#1a1a1a",
        margin: int = 36,
    ) -> None:
        self.width, self.size, self.paper, self.ink, self.margin = width, size, paper, ink, margin
        self._image = Image.new("RGB", (width, 12_000), paper)
        self._draw = ImageDraw.Draw(self._image)
        self.y = margin

    def gap(self, pixels: int = 24) -> "Page":
        self.y += pixels
        return self

    def rule(self, mark: str = "-") -> "Page":
        """A line of dashes across the page."""
        dash = font(self.size).getlength(mark)
        return self.left(mark * int((self.width - 2 * self.margin) / dash))

    def band(self, colour: Colour, height: int) -> "Page":
        """A coloured bar across the page."""
        self._draw.rectangle((0, self.y, self.width, self.y + height), fill=colour)
        self.y += height
        return self

    def write(
        self, text: str, x: float, *, size: int | None = None, bold: bool = False, ink: Colour | None = None
    ) -> None:
        """At x on the current line, without going on to the next."""
        self._draw.text((x, self.y), text, font=font(size or self.size, bold=bold), fill=ink or self.ink)

    def down(self, size: int | None = None, leading: float = 1.5) -> "Page":
        self.y += round((size or self.size) * leading)
        return self

    def left(
        self, text: str, *, size: int | None = None, bold: bool = False, ink: Colour | None = None
    ) -> "Page":
        self.write(text, self.margin, size=size, bold=bold, ink=ink)
        return self.down(size)

    def centre(
        self, text: str, *, size: int | None = None, bold: bool = False, ink: Colour | None = None
    ) -> "Page":
        length = font(size or self.size, bold=bold).getlength(text)
        self.write(text, (self.width - length) / 2, size=size, bold=bold, ink=ink)
        return self.down(size)

    def pair(
        self,
        label: str,
        value: str,
        *,
        size: int | None = None,
        bold: bool = False,
        ink: Colour | None = None,
    ) -> "Page":
        """A label on the left and its value at the right edge."""
        self.write(label, self.margin, size=size, bold=bold, ink=ink)
        length = font(size or self.size, bold=bold).getlength(value)
        self.write(value, self.width - self.margin - length, size=size, bold=bold, ink=ink)
        return self.down(size)

    def columns(self, *texts: str, at: tuple[float, ...]) -> "Page":
        """Texts at parts of the page's width."""
        for text, part in zip(texts, at, strict=True):
            self.write(text, self.margin + part * (self.width - 2 * self.margin))
        return self.down()

    def done(self) -> Image.Image:
        return self._image.crop((0, 0, self.width, self.y + self.margin))
