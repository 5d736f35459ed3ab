"""The areas of the console, in the order of a working day: one table for the navigation and for where one begins."""

from collections.abc import Container
from dataclasses import dataclass

from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn


@dataclass(frozen=True)
class Area:
    """One entry. name: of its folder, its address, its icon and its script; permission: without it the entry is not shown."""

    name: str
    title: str
    permission: Permission

    @property
    def path(self) -> str:
        return f"/console/{self.name}"


AREAS = (
    Area("inbox", "会话", Permission.CONVERSATIONS_READ),
    Area("cases", "案件", Permission.CASES_READ),
    Area("review", "复核", Permission.REVIEW),
    Area("insight", "数据", Permission.INSIGHT_READ),
    Area("people", "人员", Permission.STAFF_MANAGE),
    Area("audit", "审计", Permission.AUDIT_READ),
)


def areas_for(staff: SignedIn, served: Container[str]) -> list[Area]:
    """What they may open. served: names of the areas this desk has."""
    return [area for area in AREAS if area.name in served and staff.may(area.permission)]


def area_at(path: str) -> Area | None:
    """The area that a path lies in."""
    return next((area for area in AREAS if path == area.path or path.startswith(f"{area.path}/")), None)
