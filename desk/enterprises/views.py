"""Enterprises as the API shows them."""

from collections.abc import Iterable

from desk.enterprises.model import Enterprise, EnterpriseName
from desk.enterprises.schemas import EnterpriseOut
from desk.enterprises.service import split


def etag(enterprise: Enterprise) -> str:
    """Changes with the enrolment. Quoted, as the header wants it."""
    return f'"{enterprise.version}"'


def show(enterprise: Enterprise, names: Iterable[EnterpriseName]) -> EnterpriseOut:
    """The whole enrolment."""
    aliases, shops = split(names)
    return EnterpriseOut(
        id=enterprise.id,
        code=enterprise.code,
        name=enterprise.name,
        aliases=aliases,
        shops=shops,
        uscc=enterprise.uscc,
        region_code=enterprise.region_code,
        agency_id=enterprise.agency_id,
        active=enterprise.active,
        enrolled_at=enterprise.enrolled_at,
        updated_at=enterprise.updated_at,
    )
