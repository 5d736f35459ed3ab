"""The process: the desk on DESK_HOST:DESK_PORT."""

import logging
import sys

from connectors.hotline.config import read_hotline
from connectors.wechat import read_account
from desk.app import create_app
from desk.calendar import CalendarFileError
from desk.logs import configure_logging
from desk.settings import SettingsError, read_settings
from telemetry import garbage
from telemetry.lines import UnknownFormat

log = logging.getLogger("desk")


def main() -> None:
    """Serve in one process: turns of one conversation are ordered here and the outbox has one sender."""
    try:
        configure_logging()
        settings = read_settings()
        app = create_app(settings, wechat_account=read_account(), hotline_config=read_hotline())
    except (SettingsError, CalendarFileError, UnknownFormat) as error:
        sys.exit(f"desk: {error}")
    if settings.debug:
        log.warning("XIAOBAO_DEBUG is on: the chat shows why it answers as it does; not for consumers")
    app.register_listener(lambda _app: garbage.begin(), "after_server_start")
    app.run(host=settings.host, port=settings.port, single_process=True, motd=False, access_log=False)
