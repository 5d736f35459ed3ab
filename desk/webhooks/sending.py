"""One POST to an endpoint: bounded in time and size, never redirected, only to addresses that were judged."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpcore

from desk.webhooks.addresses import AddressRefused, CheckedBackend

TIMEOUT = 10.0  # seconds for all of it: name, connection, TLS, answer. Far below the outbox's lease.
CERTIFICATE = "certificate_refused"  # it has ended, is another's, or nobody we trust has signed it
MOST_BODY = 64 * 2**10  # bytes of an answer that are read, so that the connection can be used again


@dataclass(frozen=True)
class Answer:
    """status: the HTTP status; retry_after: that header, if there is one."""

    status: int
    retry_after: str | None


class Unreachable(Exception):
    """No answer; `code` says why: timeout, address_refused, certificate_refused, ConnectError …"""


def _is_certificate(error: BaseException | None) -> bool:
    """Whether TLS refused the other side's certificate: its operator must see that, and not look for a dead network."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


class Sender:
    """Sends to endpoints. httpcore and not httpx: it lets us choose the address that is connected to."""

    def __init__(self, *, private: bool, tls: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=20,
            max_keepalive_connections=10,
            keepalive_expiry=30.0,
            network_backend=CheckedBackend(private=private),
        )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises Unreachable."""
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._post(url, body, headers)
        except TimeoutError as error:
            raise Unreachable("timeout") from error
        except AddressRefused as error:
            raise Unreachable("address_refused") from error
        except httpcore.ConnectError as error:
            raise Unreachable(CERTIFICATE if _is_certificate(error) else type(error).__name__) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise Unreachable(type(error).__name__) from error

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        async with self._pool.stream("POST", url, headers=[*headers.items()], content=body) as response:
            asked = next((value for name, value in response.headers if name.lower() == b"retry-after"), None)
            read = 0
            async for chunk in response.aiter_stream():
                read += len(chunk)
                if read > MOST_BODY:
                    break  # the connection is closed, not read to its end
            return Answer(response.status, None if asked is None else asked.decode("latin-1"))

    async def close(self) -> None:
        await self._pool.aclose()
