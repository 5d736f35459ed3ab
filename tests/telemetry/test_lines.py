import json
import logging
from typing import Any

import pytest

from telemetry.lines import JsonLines, TextLines, UnknownFormat, chosen_format
from telemetry.trace import Trace, traced

TRACE = Trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")


def record(
    message: str, *args: object, name: str = "desk.turns", error: BaseException | None = None
) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.INFO, __file__, 1, message, args, info)


def line(*args: Any, **kwargs: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(JsonLines("desk").format(record(*args, **kwargs)))
    return found


def test_a_line_says_when_who_and_what() -> None:
    found = line("sweep failed")
    assert (found["level"], found["logger"], found["process"]) == ("info", "desk.turns", "desk")
    assert found["message"] == "sweep failed"
    assert found["time"].endswith("+00:00")


def test_named_places_of_the_template_become_members() -> None:
    found = line("turn done turn=%s tries=%s of 100%%", "t-1", 2)
    assert (found["turn"], found["tries"]) == ("t-1", "2")
    assert found["message"] == "turn done turn=t-1 tries=2 of 100%"


def test_a_value_that_looks_like_a_named_place_becomes_no_member() -> None:
    assert "level2" not in line("said %s", "level2=x")
    assert line("said level=%s", "x")["level"] == "info"


def test_the_trace_stands_on_the_line_and_only_inside_of_it() -> None:
    with traced(TRACE):
        assert line("x")["trace_id"] == TRACE.trace_id
        assert TextLines().format(record("x")).endswith(f"trace={TRACE.trace_id}")
    assert "trace_id" not in line("x")


def failing(quoted: str) -> Exception:
    def fail() -> None:
        raise ValueError(quoted)

    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_an_error_gives_its_places_and_not_what_it_quotes() -> None:
    found = line("crashed", error=failing("我叫王小丽"))
    assert "ValueError" in found["error"]
    assert "test_lines.py" in found["error"]
    assert "王小丽" not in json.dumps(found, ensure_ascii=False)


SECRETS = {
    "phone": "13812345678",
    "foreign": "+86 138-1234-5678",
    "identity card": "220102199001011234",
    "openid": "oLVPpjqs9BhvzwPj5A-vTYAX3GLc",
    "mail": "wang.xiaoli@example.cn",
    "bearer": "Bearer 4dQmXb8k_9sLw",
    "token in a query": "access_token=76_abcDEF",
    "password": "postgresql://desk:hunter2secret@db/x",
    "webhook secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "sealed": "gAAAAABm3qTQwertyuiopasdfghjklzxcvbnm",
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("formatter", [JsonLines("desk"), TextLines()], ids=["json", "text"])
def test_what_must_not_be_told_is_starred(formatter: logging.Formatter, secret: str) -> None:
    written = formatter.format(record("said what=%s", f"x {secret} y"))
    kept = secret.split("//desk:")[-1].split("@db")[0].removeprefix("Bearer ").removeprefix("access_token=")
    assert kept not in written


@pytest.mark.parametrize(
    "plain", ["0198c1b2-7d3e-7c4a-9d5f-0a1b2c3d4e5f", "JL261126-7K3M9", "2026-11-26T15:23:37", "http_503"]
)
def test_what_finds_a_case_again_stays(plain: str) -> None:
    assert plain in TextLines().format(record("case=%s", plain))


def test_of_what_the_brain_s_library_structures_only_the_event_is_kept() -> None:
    event = json.dumps(
        {
            "event": "processor.message.parse",
            "text": "我叫王小丽",
            "exception": [
                {
                    "exc_type": "KeyError",
                    "exc_value": "王小丽",
                    "frames": [{"filename": "a.py", "lineno": 7, "locals": {"text": "王小丽"}}],
                }
            ],
        }
    )
    found = line(event, name="rasa.core.processor")
    assert found["message"] == "processor.message.parse"
    assert found["error"] == "KeyError\n  a.py:7"
    assert "王小丽" not in json.dumps(found, ensure_ascii=False)


def test_one_record_is_one_line_of_json() -> None:
    assert "\n" not in JsonLines("desk").format(record("a\nb", error=failing("x")))


def test_an_unknown_format_is_refused_by_name() -> None:
    assert chosen_format({}) == "text"
    assert chosen_format({"XIAOBAO_LOG_FORMAT": " JSON "}) == "json"
    with pytest.raises(UnknownFormat, match="XIAOBAO_LOG_FORMAT"):
        chosen_format({"XIAOBAO_LOG_FORMAT": "xml"})
