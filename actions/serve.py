"""The process: the action server on ACTIONS_PORT, loopback only."""

import sys

from actions.knowledge.store import KnowledgeError
from actions.server import create_server
from actions.settings import SettingsError, read_settings
from telemetry import garbage
from telemetry.lines import UnknownFormat, configure


def main() -> None:
    try:
        configure("actions")
        settings = read_settings()
        app = create_server(settings)
    except (SettingsError, KnowledgeError, UnknownFormat) as error:
        sys.exit(f"actions: {error}")
    app.register_listener(lambda _app: garbage.begin(), "after_server_start")
    app.run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False)
