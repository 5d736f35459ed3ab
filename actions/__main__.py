"""`python -m actions`: the action server on ACTIONS_PORT, loopback only."""

import logging
import sys

from actions.knowledge.store import KnowledgeError
from actions.server import create_server
from actions.settings import SettingsError, read_settings


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = read_settings()
        app = create_server(settings)
    except (SettingsError, KnowledgeError) as error:
        sys.exit(f"actions: {error}")
    app.run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main()
