"""Fields of a posted form, as text. All raise NotText for one that cannot be kept."""

from sanic import Request

from desk.web.texts import NotText, is_text

MAX_FIELD = 4000  # characters: more than any field of the console may hold


def form_field(request: Request, name: str, *, longest: int = MAX_FIELD) -> str:
    """The field without blanks around it, cut to `longest`; empty where it is not there."""
    return raw_field(request, name)[:longest].strip()


def raw_field(request: Request, name: str) -> str:
    """The field as it was typed: for passwords, whose blanks count."""
    return (form_fields(request, name) or [""])[0]


def form_fields(request: Request, name: str) -> list[str]:
    """All values of a field that may come several times."""
    values = [str(value) for value in request.form.getlist(name) or ()] if request.form else []
    if not all(map(is_text, values)):
        raise NotText
    return values
