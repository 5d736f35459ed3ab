"""Who works in the made-up office, and how they are signed in over HTTP."""

import dataclasses
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from sqlalchemy import select

from desk.agencies.model import Agency
from desk.ids import new_id
from desk.staff.model import StaffAccount
from desk.staff.passwords import hash_password
from desk.staff.roles import Role
from operations.screenshots.office import Office

PASSWORD = "四个 不相干 的词 连起来"
CSRF = re.compile(r'<meta name="csrf" content="([0-9a-f]{64})">')


@dataclasses.dataclass(frozen=True)
class Person:
    name: str
    shown: str
    role: Role
    agency: str | None = None  # code
    must_change: bool = False
    disabled: bool = False


PEOPLE = (
    Person("wang.fang", "王芳", Role.AGENT, "220102-amr"),
    Person("zhao.lei", "赵雷", Role.AGENT, "220104-amr"),
    Person("sun.yu", "孙宇", Role.AGENT, "220103-amr", must_change=True),
    Person("li.na", "李娜", Role.SUPERVISOR),
    Person("chen.jing", "陈静", Role.REVIEWER),
    Person("zhou.ming", "周明", Role.ADMIN),
    Person("liu.yang", "欧阳若曦", Role.AGENT, "220100-ca", disabled=True),
)


async def employ(office: Office) -> None:
    """Everybody, with one password."""
    hashed = await hash_password(PASSWORD)
    async with office.desk.database.write() as session:
        agencies = dict((await session.execute(select(Agency.code, Agency.id))).tuples().all())
        session.add_all(
            StaffAccount(
                id=new_id(),
                name=one.name,
                display_name=one.shown,
                role=one.role,
                agency_id=None if one.agency is None else agencies[one.agency],
                password_hash=hashed,
                must_change=one.must_change,
                disabled_at=office.clock() if one.disabled else None,
                created_at=office.clock(),
            )
            for one in PEOPLE
        )


@dataclasses.dataclass(frozen=True)
class Member:
    """Somebody signed in."""

    http: httpx.AsyncClient
    id: str

    async def post(self, path: str, **fields: object) -> httpx.Response:
        """path: below /console. Raises AssertionError when the desk refuses."""
        answer = await self.http.post(f"/console{path}", data=fields)
        assert answer.status_code < 400, (path, answer.status_code, answer.text[:2000])
        return answer

    async def get(self, path: str) -> str:
        answer = await self.http.get(f"/console{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text


def csrf_in(page: httpx.Response) -> str:
    found = CSRF.search(page.text)
    assert found is not None, page.text[:300]
    return found[1]


@asynccontextmanager
async def signed_in(office: Office, name: str) -> AsyncIterator[Member]:
    async with httpx.AsyncClient(base_url=office.url, trust_env=False, timeout=30) as http:
        form = {"csrf": csrf_in(await http.get("/console/sign-in")), "name": name, "password": PASSWORD}
        answer = await http.post("/console/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        http.headers["X-CSRF-Token"] = csrf_in(await http.get("/console/password"))
        async with office.desk.database.read() as session:
            account = await session.scalar(select(StaffAccount.id).where(StaffAccount.name == name))
        assert account is not None
        yield Member(http, account)
