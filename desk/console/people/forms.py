"""What is typed into the forms about people."""

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.register import present_tree
from desk.console.forms import form_field
from desk.errors import DeskError, InvalidBody
from desk.staff.accounts import NewAccount, refused
from desk.staff.errors import StaffNameTaken
from desk.staff.managing import Changes
from desk.staff.roles import Role

# What is shown beside the form instead of a page of its own.
FormError = (InvalidBody, StaffNameTaken)
MOST_OFFERED = 500  # agencies in the list; others are typed by their code


def wrong_of(error: DeskError | None) -> dict[str, str]:
    """What is wrong with which field, in words."""
    if error is None:
        return {}
    if isinstance(error, StaffNameTaken):
        return {"name": error.detail}
    wrong = {one.pointer.removeprefix("/"): one.detail for one in error.errors}
    return {("agency" if name == "agency_id" else name): words for name, words in wrong.items()}


async def agencies_offered(session: AsyncSession, bound: str | None = None) -> list[tuple[str, str]]:
    """Code and name of the agencies in service, not more than a browser searches at once. bound: id of the one somebody
    belongs to; it stands first, wherever it is in the register and in service or not."""
    tree = await present_tree(session)
    own = tree.by_id.get(bound or "")
    nodes = [node for node in tree.nodes if node.active and node is not own][:MOST_OFFERED]
    return [(node.code, node.name) for node in ([own] if own is not None else []) + nodes]


async def code_of(session: AsyncSession, agency_id: str | None) -> str:
    """What stands in the field; empty for nobody's."""
    node = (await present_tree(session)).by_id.get(agency_id or "")
    return "" if node is None else node.code


async def _agency(session: AsyncSession, typed: str) -> str | None:
    """The id of the agency with this code; None for nothing typed. Raises InvalidBody."""
    if not typed:
        return None
    node = (await present_tree(session)).by_code.get(typed)
    if node is None:
        raise refused("agency", "agency_unknown")
    return node.id


def _role(request: Request) -> Role:
    """Raises InvalidBody."""
    try:
        return Role(form_field(request, "role"))
    except ValueError as error:
        raise refused("role", "role_unknown") from error


async def read_new(session: AsyncSession, request: Request) -> NewAccount:
    """Somebody new. Raises InvalidBody."""
    return NewAccount(
        form_field(request, "name"),
        _role(request),
        form_field(request, "display_name") or None,
        await _agency(session, form_field(request, "agency")),
    )


async def read_changes(session: AsyncSession, request: Request) -> Changes:
    """What somebody is from now on. Raises InvalidBody."""
    return Changes(
        form_field(request, "display_name"),
        _role(request),
        await _agency(session, form_field(request, "agency")),
    )
