"""The tree as it stands in the database, kept in process as long as nobody changed it.

Every look reads one row by its primary key: the stamp of the tree's content. An import draws a fresh stamp in its own
transaction, so each desk of several sees the new tree with the first case after the commit, and no message between
desks can be lost. A stamp is a UUID and never reused: a rolled-back import or a restored backup cannot make an old tree
pass for the present one, and trees of several databases (tests) stand side by side.
"""

import re
import unicodedata
from collections import OrderedDict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.model import Agency, AgencyRegister, PlatformHome
from desk.agencies.tree import Node, Tree, tree_of

KEPT = 4  # trees: the present one, and an older one that a long transaction may still see

_NOT_WORDS = re.compile(r"[\W_]+")
_trees: OrderedDict[str, Tree] = OrderedDict()


def platform_key(name: str) -> str:
    """A platform's name as compared: 「Ｊ－Ｄ 商城」 → jd商城. Empty for a name without letters or digits."""
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", name)).casefold()[:100]


async def present_tree(session: AsyncSession) -> Tree:
    """The tree as this transaction sees it; empty before the first import."""
    stamp = await session.scalar(select(AgencyRegister.stamp))
    if stamp is None:
        return Tree()
    found = _trees.get(stamp)
    if found is None:
        # Read after its stamp: at worst newer than the stamp says, and read once more under the next one.
        found = await read_tree(session)
        _trees[stamp] = found
        while len(_trees) > KEPT:
            _trees.popitem(last=False)
    else:
        _trees.move_to_end(stamp)
    return found


async def read_tree(session: AsyncSession) -> Tree:
    """The tree from its rows."""
    homes = await session.execute(select(PlatformHome.key, PlatformHome.region_code))
    return tree_of(
        (node_of(agency) for agency in await session.scalars(select(Agency).order_by(Agency.code))),
        {home.key: home.region_code for home in homes},
    )


def node_of(agency: Agency) -> Node:
    return Node(
        id=agency.id,
        code=agency.code,
        name=agency.name,
        kind=agency.kind,
        level=agency.level,
        region_code=agency.region_code,
        parent_code=agency.parent_code,
        matters=frozenset(agency.matters),
        active=agency.active,
    )
