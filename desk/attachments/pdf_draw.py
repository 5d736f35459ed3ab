"""The process that draws a page: `python -m desk.attachments.pdf_draw NUMBER`, a PDF in, a PNG out; 0 gives how many
pages there are. What a hostile file makes of the parser ends with it, within the limits of pdf_child."""

import io
import sys

from desk.attachments.pdf_child import confine

WIDTH = 1600  # pixels: a page of A4 is read at that, and zoomed to twice
MOST_HEIGHT = 8000  # pixels; a receipt may be a metre long
NO_SUCH_PAGE = 3


def draw(content: bytes, number: int) -> bytes:
    """Raises IndexError for a page that is not there."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        raise IndexError
    page = document[number - 1]
    wide, high = page.get_size()  # points
    scale = min(WIDTH / max(wide, 1), MOST_HEIGHT / max(high, 1))
    picture = page.render(scale=scale, may_draw_forms=True).to_pil()
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def main() -> None:
    confine()
    content, number = sys.stdin.buffer.read(), int(sys.argv[1])
    if number == 0:
        import pypdfium2

        sys.stdout.write(str(len(pypdfium2.PdfDocument(content))))
        return
    try:
        drawn = draw(content, number)
    except IndexError:
        sys.exit(NO_SUCH_PAGE)
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
