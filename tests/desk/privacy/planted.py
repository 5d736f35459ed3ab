"""Personal data planted to be looked for, and every form in which it might lie somewhere."""

import base64
import json
import logging
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis
from sqlalchemy import make_url

from telemetry.lines import TextLines

# Nobody's: words that stand in no law, no code and no test beside this one.
PLANTED: Mapping[str, str] = {
    "name": "鲜于倩澜",
    "phone": "+8613576480912",
    "address": "桦甸市苇沙河镇蘑菇巷907号",
    "order": "PLQ7730041985562",
    "story": "炖锅半夜自己鸣叫像一只灰鹤",
    "demand": "请把灰鹤锅收回并赔一副耳塞",
    "fellow": "呼延茉藜",
    "fellow phone": "+8613576480913",
    "agent": "宇文柏翕",
    "agent phone": "+8613576480914",
    "contact": "濮阳店小蔻",
    "contact phone": "13576480915",
    "where": "苇沙河大桥北桥墩第三个摊位",
    "said": "我家猫叫橘座它也被吵醒了",
    "file": "灰鹤锅小票给橘座看过.png",
    "camera": "Planted-Camera-Owner-Qx9",
    "openid": "oPLQx93kWv-Zt71aBcDeFgHi",
    "asked": "请补充灰鹤锅内胆的编号照片",
    "more": "内胆编号被橘座抓花了只剩后半截",
    "reason": "其外甥濮阳豆包代为申请核对过驾照",
}
# What stays in clear on purpose; finding it shows that the search finds.
CONTROL = "控制样本灰鹤电器行"


def bare(value: str) -> str:
    """As it is written without a country's prefix."""
    return value.removeprefix("+86")


def forms(value: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each way a value may be written."""
    utf8 = value.encode()
    yield "utf-8", utf8
    yield "utf-16-le", value.encode("utf-16-le")
    yield "utf-16-be", value.encode("utf-16-be")
    yield "utf-32-le", value.encode("utf-32-le")
    yield "gb18030", value.encode("gb18030")
    yield "hex", utf8.hex().encode()
    yield "HEX", utf8.hex().upper().encode()
    escaped = json.dumps(value)[1:-1]
    yield "json", escaped.encode()
    yield "json twice", json.dumps(escaped)[1:-1].encode()
    yield "JSON", re.sub(r"\\u[0-9a-f]{4}", lambda m: "\\u" + m.group()[2:].upper(), escaped).encode()
    yield "url", quote(value, safe="").encode()
    yield "url lower", quote(value, safe="").lower().encode()
    yield "repr", repr(utf8)[2:-1].encode()
    yield "octal", "".join(f"\\{byte:03o}" for byte in utf8).encode()
    for encoded in (utf8, value.encode("utf-16-le")):
        for shift in range(3):  # base64 looks different at each of three places within what it is part of
            inner = base64.b64encode(b"\0" * shift + encoded).rstrip(b"=")
            core = inner[2 * shift : len(inner) - (2 if (shift + len(encoded)) % 3 else 0)]
            yield f"base64 +{shift}", core
            yield f"base64url +{shift}", core.translate(bytes.maketrans(b"+/", b"-_"))


def found_in(where: str, content: bytes, planted: Mapping[str, str] = PLANTED) -> list[str]:
    """What of the planted lies in `content`, and how it is written there."""
    return [
        f"{where}: {name} as {form}"
        for name, value in planted.items()
        for form, written in forms(bare(value))
        if written in content
    ]


def database_bytes(database_url: str) -> dict[str, bytes]:
    """Every byte of the SQLite files (the write-ahead log included), or of a COPY of every table."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        return {path.name: path.read_bytes() for path in file.parent.glob(f"{file.name}*")}
    copied = {}
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables.fetchall():
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
                copied[table] = b"".join(bytes(piece) for piece in copy)
    return copied


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.name.encode() + b"\n" + path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def redis_bytes(url: str) -> dict[str, bytes]:
    """Every key and what is under it, dumped as Redis would save it and in clear."""
    client = redis.Redis.from_url(url)
    try:
        return {
            repr(key): b"\n".join((key, client.dump(key) or b"", *map(repr_bytes, _members(client, key))))
            for key in client.scan_iter(count=1000)
        }
    finally:
        client.close()


def _members(client: "redis.Redis", key: bytes) -> list[object]:
    kind = client.type(key)
    if kind == b"zset":
        return list(client.zrange(key, 0, -1))
    if kind == b"string":
        return [client.get(key)]
    return []


def repr_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode()


class Lines(logging.Handler):
    """What the process would write to standard error at DEBUG, in the format it writes."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(TextLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def content(self) -> bytes:
        return "\n".join(self.lines).encode("utf-8", "surrogateescape")
