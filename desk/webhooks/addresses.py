"""Where webhooks may go: which URLs may be registered, and which addresses are connected to.

An endpoint's URL is written by an administrator and its name is resolved by somebody else's DNS, so it may point into our
own network (server-side request forgery). The name is therefore resolved once, each address is judged, and the
connection is made to the very address that was judged: resolving again could give another one.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

import httpcore
from httpcore import SOCKET_OPTION, AsyncNetworkBackend, AsyncNetworkStream

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
LOOPBACK_NAMES = frozenset({"localhost"})


class AddressRefused(Exception):
    """The name leads nowhere that webhooks may go."""


def url_problem(url: str, *, private: bool) -> str | None:
    """Why this URL cannot be an endpoint, as a key of wording.URL_PROBLEMS; None: it can.

    https; or http to this machine, for development. private: addresses inside networks are allowed.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "url_malformed"
    if not host or port == 0 or not url.isascii() or any(sign <= " " for sign in url) or "\\" in url:
        return "url_malformed"  # an international name is written in its ASCII form, xn--…
    if "@" in parts.netloc or parts.fragment:
        return "url_userinfo"
    return _destination_problem(parts, host, private=private)


def _destination_problem(parts: SplitResult, host: str, *, private: bool) -> str | None:
    literal = _literal(host)
    here = host in LOOPBACK_NAMES or (literal is not None and literal.is_loopback)
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        return "url_scheme"
    if not private and (here or (literal is not None and not is_public(literal))):
        return "url_private"
    return None


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether it is reached over the internet. IPv4 inside IPv6 is judged by the IPv4 it leads to.

    10.0.0.1, 127.0.0.1, 169.254.169.254, 100.64.0.1, ::1, fc00::1, ::ffff:10.0.0.1, 64:ff9b::a00:1 are not.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


class CheckedBackend(AsyncNetworkBackend):
    """Connects to public addresses only, or to any when `private` is set. TLS still asks for the URL's name."""

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._inner: AsyncNetworkBackend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Raises AddressRefused, and what httpcore raises."""
        last: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error  # the next address may answer: a name with IPv6 on a machine without it
        raise last or AddressRefused

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """Raises AddressRefused: no URL leads to a socket of this machine."""
        raise AddressRefused

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        """All of them, if all may be connected to: a name that is public now and private next is no mistake."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError("the name is unknown") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._private and not all(is_public(ipaddress.ip_address(one)) for one in addresses):
            raise AddressRefused
        return addresses
