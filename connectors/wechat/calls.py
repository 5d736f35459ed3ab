"""One call of the platform's server API: token, patience, and errors as our exceptions (sections 2.1 and 2.4)."""

import asyncio
import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

from connectors.wechat.errors import TokenRefused, TryLater, error_of
from connectors.wechat.settings import Account
from connectors.wechat.tokens import Fetched, TokenStore
from desk.clock import Clock

CONNECT = 2.0  # seconds
PAUSES = (0.5, 1.5)  # seconds before the second and third try of a busy platform
BUSY = -1
SOON = dt.timedelta(seconds=10)  # when to try again a platform that did not answer

Sleep = Callable[[float], Awaitable[object]]
Json = dict[str, Any]
Result = TypeVar("Result")


def encode(body: Mapping[str, Any]) -> bytes:
    r"""JSON with Chinese as it is: people would be shown \u escapes, or the call be refused (40033)."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def decode(content: bytes, status: int) -> Json:
    """The object of an answer. Raises what its errcode means, and TryLater when it is no answer of the API.

    Errors come with status 200; any other is a gateway's.
    """
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise TryLater(after=SOON, unsure=True) from error
    if status != httpx.codes.OK or not isinstance(answer, dict):
        raise TryLater(after=SOON, unsure=True)
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise TryLater(after=SOON, unsure=True)
    if code:
        raise error_of(code, str(answer.get("errmsg", "")))
    return answer


class Caller:
    """Calls for one account over one pool of connections."""

    def __init__(
        self, account: Account, tokens: TokenStore, *, clock: Clock, sleep: Sleep = asyncio.sleep
    ) -> None:
        total = account.numbers.api_timeout
        self._account, self._tokens, self._clock, self._sleep = account, tokens, clock, sleep
        self._total = total
        self.http = httpx.AsyncClient(
            base_url=account.api_url,
            timeout=httpx.Timeout(total, connect=min(CONNECT, total)),
            trust_env=False,  # the white list knows this machine's address, not a proxy's
        )

    async def close(self) -> None:
        await self.http.aclose()

    async def fetch_token(self) -> Fetched:
        """A token from stable_token in normal mode: never forced, that would end the token of others.

        Raises ConfigFault, TryLater, PassiveOnly.
        """
        body = {
            "grant_type": "client_credential",
            "appid": self._account.appid,
            "secret": self._account.secret,
            "force_refresh": False,
        }
        request = self.http.build_request("POST", "/cgi-bin/stable_token", content=encode(body))
        answer = await self._patiently(lambda: self._answer(request))
        try:
            return Fetched(str(answer["access_token"]), dt.timedelta(seconds=int(answer["expires_in"])))
        except (KeyError, ValueError, TypeError) as error:
            raise TryLater(after=SOON) from error

    async def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **more: Any) -> Json:
        """The answer. body: sent as JSON; more: what httpx takes beside it (params, files).

        Raises an ApiError; see errors.EXCEPTIONS.
        """
        params = more.pop("params", {})
        if body is not None:
            more |= {"content": encode(body), "headers": {"Content-Type": "application/json; charset=utf-8"}}

        async def once(token: str) -> Json:
            request = self.http.build_request(method, path, params={"access_token": token, **params}, **more)
            return await self._answer(request)

        return await self.with_token(once)

    async def with_token(self, once: Callable[[str], Awaitable[Result]]) -> Result:
        """`once` with a token; a refused token is fetched anew and tried once more, then it is over.

        Whoever retries for ever locks the account out: the quota of tokens is finite.
        """
        token = await self._token()
        try:
            return await self._patiently(lambda: once(token))
        except TokenRefused:
            await self._tokens.invalidate(token)
        fresh = await self._token()
        return await self._patiently(lambda: once(fresh))

    async def exchange(self, request: httpx.Request, *, stream: bool = False) -> httpx.Response:
        """Raises TryLater. Connecting failed: nothing was asked; else nobody knows what became of it."""
        try:
            return await self.http.send(request, stream=stream)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TryLater(after=SOON) from error
        except httpx.HTTPError as error:
            raise TryLater(after=SOON, unsure=True) from error

    async def _token(self) -> str:
        return await self._tokens.get(self.fetch_token, now=self._clock())

    async def _answer(self, request: httpx.Request) -> Json:
        try:
            # httpx limits each step; a platform that sends a byte a second would hold us for hours.
            async with asyncio.timeout(self._total):
                response = await self.exchange(request)
        except TimeoutError as error:
            raise TryLater(after=SOON, unsure=True) from error
        return decode(response.content, response.status_code)

    async def _patiently(self, once: Callable[[], Awaitable[Result]]) -> Result:
        for pause in PAUSES:
            try:
                return await once()
            except TryLater as error:
                if error.code != BUSY:
                    raise
            await self._sleep(pause)
        return await once()
