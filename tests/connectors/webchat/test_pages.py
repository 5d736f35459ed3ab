"""Serving the built page: compressed, cached, framed by nobody but whom the operator names, and light."""

import dataclasses
import gzip
import re
from dataclasses import dataclass

import httpx
import pytest

from desk.settings import Settings
from tests.desk.builders import on_sqlite

HEAVIEST_PAGE = 200 * 1024  # bytes, gzipped: everything that opening the page loads
HEAVIEST_WIDGET = 5 * 1024  # bytes, not even compressed
SITE = "https://www.example.gov.cn"


@dataclass(frozen=True)
class Got:
    """An answer as it came over the wire, still compressed."""

    status: int
    headers: httpx.Headers
    body: bytes


async def get(served: str, path: str, coding: str = "identity", **headers: str) -> Got:
    async with (
        httpx.AsyncClient(base_url=served, trust_env=False) as client,
        client.stream("GET", path, headers={"Accept-Encoding": coding, **headers}) as answer,
    ):
        body = b"".join([part async for part in answer.aiter_raw()])
        return Got(answer.status_code, answer.headers, body)


def linked(html: bytes) -> list[str]:
    """The files that the page loads by itself."""
    return re.findall(r'(?:src|href)="(/webchat/assets/[^"]+)"', html.decode())


@on_sqlite
async def test_opening_the_page_loads_little(served: str) -> None:
    page = await get(served, "/", "gzip")
    files = [await get(served, path, "gzip") for path in linked(gzip.decompress(page.body))]
    assert {file.headers["content-type"].partition(";")[0] for file in files} >= {
        "text/javascript",
        "text/css",
    }
    assert sum(len(file.body) for file in [page, *files]) < HEAVIEST_PAGE
    assert 0 < len((await get(served, "/webchat/widget.js")).body) < HEAVIEST_WIDGET


@on_sqlite
async def test_the_first_screen_is_in_the_page_itself(served: str) -> None:
    html = (await get(served, "/")).body.decode()
    for part in ('id="text"', "转人工", "您好，我是小保", "12315"):
        assert part in html
    assert "style=" not in html  # the content security policy would stop it


@on_sqlite
async def test_named_by_content_is_kept_and_the_page_is_asked_for_again(served: str) -> None:
    page = await get(served, "/")
    assert page.headers["cache-control"] == "no-cache"
    asset = await get(served, linked(page.body)[0])
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    for known in (page.headers["etag"], f"W/{page.headers['etag']}"):  # as a proxy that compresses makes it
        again = await get(served, "/", **{"If-None-Match": known})
        assert (again.status, again.body) == (304, b"")


@on_sqlite
@pytest.mark.parametrize("coding", ["br", "gzip"])
async def test_each_browser_gets_what_it_can_read(served: str, coding: str) -> None:
    plain, packed = await get(served, "/"), await get(served, "/", coding)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == coding
    assert packed.headers["vary"] == "Accept-Encoding"
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] != plain.headers["etag"]


@on_sqlite
async def test_no_other_file_can_be_had(served: str) -> None:
    for name in ("nothing.js", "..%2Findex.html", "../index.html", "%2e%2e/index.html"):
        assert (await get(served, f"/webchat/assets/{name}")).status == 404


@on_sqlite
async def test_nobody_may_frame_the_page_by_default(served: str) -> None:
    assert "frame-ancestors 'none'" in (await get(served, "/")).headers["content-security-policy"]


class TestWithASiteNamed:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return dataclasses.replace(settings, widget_origins=(SITE,))

    @on_sqlite
    async def test_it_may_frame_the_page_and_nothing_else(self, served: str) -> None:
        page = await get(served, "/")
        assert f"frame-ancestors {SITE};" in page.headers["content-security-policy"]
        assert "unsafe-inline" not in page.headers["content-security-policy"]
        for other in ("/openapi.json", "/healthz"):
            assert "frame-ancestors 'none'" in (await get(served, other)).headers["content-security-policy"]
