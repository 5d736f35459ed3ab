"""Builders of staff."""

from functools import cache

from argon2 import PasswordHasher

from desk.ids import new_id
from desk.staff.model import StaffAccount
from desk.staff.roles import Role
from desk.store.database import Database
from tests.desk.builders import NOW, unique

PASSWORD = "四个 不相干 的词 连起来"


@cache
def quick_hasher() -> PasswordHasher:
    """Argon2id that takes a millisecond."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@cache
def _hash() -> str:
    return quick_hasher().hash(PASSWORD)


async def staff_member(
    database: Database,
    role: Role = Role.AGENT,
    *,
    name: str | None = None,
    display_name: str = "王芳",
    agency_id: str | None = None,
    must_change: bool = False,
) -> StaffAccount:
    """Somebody in service whose password is PASSWORD."""
    account = StaffAccount(
        id=new_id(),
        name=name or unique("staff").replace("_", "-"),
        display_name=display_name,
        role=role,
        agency_id=agency_id,
        password_hash=_hash(),
        must_change=must_change,
        created_at=NOW,
    )
    async with database.write() as session:
        session.add(account)
    return account
