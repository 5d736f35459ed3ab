"""The action server as the brain calls it: over one kept connection, and loudly when it does not answer."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.compact_json import compact_json
from bot.crashes import ActionsUnreachable, TurnCrash
from telemetry.trace import onward

ACTION_TIMEOUT = 20  # in seconds, for one call of the action server; Rasa's default is five minutes
# In seconds, that an idle connection is kept; rasa-sdk closes its end after 120, and must not be the first.
KEEP_ALIVE = 30

# How aiohttp says that nobody answered. Not OSError: a certificate file that is missing is one, too.
UNREACHED = (
    aiohttp.ClientConnectionError,
    aiohttp.ClientPayloadError,
    asyncio.TimeoutError,
    ConnectionError,
)


class ActionServer(EndpointConfig):
    """Unreachable, slow or failing, it ends the turn, whoever in Rasa would swallow that."""

    @classmethod
    def of(cls, config: EndpointConfig | None) -> ActionServer:
        """The server that endpoints.yml names, if any."""
        server = cls()
        if config is not None:
            server.__dict__.update(config.__dict__)
        return server

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: tuple[asyncio.AbstractEventLoop, aiohttp.ClientSession] | None = None

    def session(self) -> contextlib.nullcontext[aiohttp.ClientSession]:
        """The one session of this event loop. Rasa makes one, and a connection, for each of the two calls of a turn."""
        loop = asyncio.get_running_loop()
        if self._kept is None or self._kept[0] is not loop:
            connector = aiohttp.TCPConnector(keepalive_timeout=KEEP_ALIVE)
            session = aiohttp.ClientSession(
                headers=self.headers, connector=connector, json_serialize=compact_json
            )
            self._kept = (loop, session)
        return contextlib.nullcontext(self._kept[1])

    async def close(self) -> None:
        """Let the connections go."""
        if self._kept is not None:
            await self._kept[1].close()
            self._kept = None

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """As Rasa's; raises TurnCrash and ActionsUnreachable, and ClientResponseError for a rejection only."""
        if not self.url:
            raise TurnCrash("no action_endpoint is configured")
        kwargs["timeout"] = ACTION_TIMEOUT
        kwargs["headers"] = {**(kwargs.get("headers") or {}), **onward()}
        try:
            return await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status == 400:  # rasa-sdk's word for ActionExecutionRejection
                raise
            raise TurnCrash(f"action server answered {error.status}") from error
        except UNREACHED as error:
            raise ActionsUnreachable("action server not reached") from error
        except Exception as error:
            raise TurnCrash("action server did not answer as it should") from error
