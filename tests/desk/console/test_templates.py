"""What no template of any area may hold."""

from pathlib import Path

TEMPLATES = Path(__file__).parents[3] / "desk" / "console" / "templates"
# What the content security policy would stop, and what would switch the escaping off.
FORBIDDEN = (
    " style=",
    "<style",
    " onclick=",
    " onload=",
    "hx-on",
    "js:",
    "javascript:",
    "|safe",
    "| safe",
    "autoescape",
)
OWN_DRAWINGS = 'ICONS.get(name, "") | safe'  # shell/macros.html: constants of that file


def test_no_template_holds_what_the_policy_would_stop_or_escaping_would_miss() -> None:
    found = list(TEMPLATES.rglob("*.html"))
    assert len(found) > 10
    for template in found:
        text = template.read_text("utf-8").replace(OWN_DRAWINGS, "")
        for inline in FORBIDDEN:
            assert inline not in text, f"{template.relative_to(TEMPLATES)} has {inline}"
