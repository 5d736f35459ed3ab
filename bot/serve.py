"""``python -m bot.serve``: the brain's server, which is ``rasa run`` without what only training needs.

The server, its routes and its start are Rasa's (``rasa.core.run``). Arguments are those of ``rasa run`` that the
project uses, so ``rasa run`` with the same arguments serves the same, heavier.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from bot.left_out import can_do_without, leave_out
from bot.model_file import problem_of
from telemetry import garbage


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bot.serve", description=__doc__)
    parser.add_argument("--model", type=Path, default=Path("models/brain.tar.gz"))
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--credentials", default="credentials.yml")
    parser.add_argument("--endpoints", default="endpoints.yml")
    parser.add_argument("--log-level", default="INFO", help="as Rasa's: DEBUG, INFO, WARNING …")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> None:
    """Serve until the process is ended. Exits with 1, saying why, when there is no whole model or a setting is bad."""
    garbage.wait()
    asked = arguments(given)
    if problem := problem_of(asked.model):
        sys.exit(f"brain: {problem}")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    if can_do_without(asked.model):
        leave_out()
    _serve(asked)


def _serve(asked: argparse.Namespace) -> None:
    # Only now: what is left out must be so before Rasa is imported.
    import rasa.core.run
    import rasa.utils.io
    from rasa.core.utils import AvailableEndpoints
    from rasa.shared.exceptions import RasaException
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    level = logging.getLevelName(asked.log_level.upper())
    configure_logging_and_warnings(level, None, warn_only_once=True, filter_repeated_logs=True)
    rasa.utils.io.configure_colored_logging(level)
    configure_structlog(level)
    try:
        rasa.core.run.serve_application(
            str(asked.model),
            interface=asked.interface,
            port=asked.port,
            credentials=asked.credentials,
            endpoints=AvailableEndpoints.read_endpoints(asked.endpoints),
            enable_api=False,
            server_listeners=[(lambda _app, _loop: garbage.begin(), "after_server_start")],
        )
    except RasaException as error:  # a bad setting or file: what it says is for the operator
        sys.exit(f"brain: {error}")


if __name__ == "__main__":
    main()
