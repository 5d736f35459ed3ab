"""Which actors of timelines, steps and the audit log are one person of the console.

    staff:zhang.wei         what they did in the console
    officer:zhang.wei       … with a case, in the role in which the state table let them
    supervisor:zhang.wei    … the same, by a supervisor
    staff:<account id>      … with a conversation, as the oldest entries have it
    officer:staff/zhang.wei, supervisor:console/zhang.wei   … from the inbox and from a warning, in those entries

The role before the colon stays, because a case's timeline must say in which role a step was taken. Programs and their
people are client:<client> and officer:<client>/<name>: a sign-in name has no slash, no account has a client's name, and
no client is called as the console was (desk.clients.schemas.RESERVED).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.ids import is_uuid
from desk.staff.model import StaffAccount
from desk.staff.signed_in import STAFF

OFFICER, SUPERVISOR = "officer", "supervisor"  # as desk.cases.states.Role has them
ON_CASES = frozenset({OFFICER, SUPERVISOR})
PERSONAL = ON_CASES | {STAFF}  # what may stand before the name of an account
OLD_PLACES = frozenset(
    {"staff", "console"}
)  # what stood between role and name in the oldest entries of cases


@dataclass(frozen=True)
class Person:
    """Whom an actor means. role: what stood before the colon."""

    id: str
    name: str
    display_name: str
    role: str


def actors_of_person(name: str, account_id: str | None) -> frozenset[str]:
    """Everything that one person is called. account_id: None where there is no such account. Pure."""
    ids = {f"{STAFF}:{account_id}"} if account_id is not None else set()
    old = {f"{role}:{place}/{name}" for role in ON_CASES for place in OLD_PLACES}
    return frozenset({f"{role}:{name}" for role in PERSONAL} | old | ids)


def named_in(actor: str) -> str | None:
    """The sign-in name or id that an actor may hold; None for programs, consumers and the desk itself. Pure."""
    role, _, name = actor.partition(":")
    place, slash, rest = name.partition("/")
    if slash and role in ON_CASES and place in OLD_PLACES:
        name = rest
    return name if role in PERSONAL and name and "/" not in name else None


async def actors_called(session: AsyncSession, name: str) -> frozenset[str]:
    """Everything that the person with this sign-in name is called."""
    return actors_of_person(name, await session.scalar(select(StaffAccount.id).filter_by(name=name)))


async def actors_within(session: AsyncSession, agency_ids: Collection[str]) -> frozenset[str]:
    """… and all people of these agencies."""
    found = await session.execute(
        select(StaffAccount.name, StaffAccount.id).where(StaffAccount.agency_id.in_(agency_ids))
    )
    return frozenset().union(*(actors_of_person(name, account_id) for name, account_id in found))


async def people_of(session: AsyncSession, actors: Iterable[str]) -> Mapping[str, Person]:
    """Actor to the person of the console that it means; all others are left out."""
    wanted = {actor: name for actor in actors if (name := named_in(actor)) is not None}
    if not wanted:
        return {}
    ids = {name for name in wanted.values() if is_uuid(name)}
    rows = await session.execute(
        select(StaffAccount.id, StaffAccount.name, StaffAccount.display_name).where(
            or_(StaffAccount.name.in_(set(wanted.values())), StaffAccount.id.in_(ids))
        )
    )
    known = {key: row for row in rows for key in (row.name, row.id)}
    return {
        actor: Person(row.id, row.name, row.display_name, actor.partition(":")[0])
        for actor, name in wanted.items()
        if (row := known.get(name)) is not None
    }


async def display_names(session: AsyncSession, actors: Iterable[str]) -> dict[str, str]:
    """Actor to what colleagues read."""
    return {actor: person.display_name for actor, person in (await people_of(session, actors)).items()}
