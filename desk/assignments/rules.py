"""Who may give a case to whom. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from desk.assignments.errors import (
    AssigneeCannotWork,
    AssigneeOutOfReach,
    AssignmentForSupervisors,
    CaseEnded,
)

MOST_AT_ONCE = 100  # cases of one bulk assignment


@dataclass(frozen=True)
class Assignee:
    """A member of staff who may be given cases.

    reach: ids of the agencies whose cases they see; None: all. can_work: an active account that may work on cases.
    """

    id: str
    name: str
    reach: Collection[str] | None
    can_work: bool = True

    def reaches(self, agency_id: str | None) -> bool:
        """A case that lies with no agency yet is out of every agency's reach."""
        return self.reach is None or (agency_id is not None and agency_id in self.reach)


@dataclass(frozen=True)
class Assigning:
    """Who assigns: id of their account, and whether they supervise."""

    by_id: str
    supervises: bool


def check_assignment(
    by: Assigning, *, present: str | None, to: Assignee | None, agency_id: str | None, ended: bool
) -> None:
    """Whether `by` may give a case that `present` has to `to` (None: nobody).

    Raises AssignmentForSupervisors, CaseEnded, AssigneeCannotWork, AssigneeOutOfReach.
    """
    takes = present is None and to is not None and to.id == by.by_id
    gives_back = present == by.by_id and to is None
    if not (by.supervises or takes or gives_back):
        raise AssignmentForSupervisors
    if to is None:
        return
    if ended:
        raise CaseEnded
    if not to.can_work:
        raise AssigneeCannotWork
    if not to.reaches(agency_id):
        raise AssigneeOutOfReach
