"""What each role may do: one table, which the guard asks and docs/console.md shows. Pure."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that may be done in the console."""

    CONVERSATIONS_READ = "conversations:read"  # personal fields masked
    CONVERSATIONS_ANSWER = "conversations:answer"  # claim, write, close
    CONVERSATIONS_SUPERVISE = "conversations:supervise"  # take over from others, rules of the queue
    CASES_READ = "cases:read"  # personal fields masked
    CASES_WORK = "cases:work"  # what an officer may do
    CASES_SUPERVISE = "cases:supervise"  # reopen, extend, assign many
    PERSONAL_DATA_REVEAL = "personal_data:reveal"  # in clear, each time with a reason
    REVIEW = "review"  # correct what was understood, draft knowledge
    KNOWLEDGE_APPROVE = "knowledge:approve"
    INSIGHT_READ = "insight:read"
    AUDIT_READ = "audit:read"
    STAFF_MANAGE = "staff:manage"
    DESK_SETTINGS = "desk:settings"


class Role(StrEnum):
    """What somebody is employed for. One a person."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    REVIEWER = "reviewer"
    ADMIN = "admin"


_AGENT = frozenset(
    {
        Permission.CONVERSATIONS_READ,
        Permission.CONVERSATIONS_ANSWER,
        Permission.CASES_READ,
        Permission.CASES_WORK,
        Permission.PERSONAL_DATA_REVEAL,
    }
)
_REVIEWER = frozenset(
    {
        Permission.CONVERSATIONS_READ,
        Permission.CASES_READ,
        Permission.REVIEW,
        Permission.KNOWLEDGE_APPROVE,
        Permission.INSIGHT_READ,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.REVIEWER: _REVIEWER,
    Role.SUPERVISOR: _AGENT
    | _REVIEWER
    | {Permission.CONVERSATIONS_SUPERVISE, Permission.CASES_SUPERVISE, Permission.AUDIT_READ},
    # Whoever makes accounts could make themselves one of any role: keeping something from them would be pretence.
    Role.ADMIN: frozenset(Permission),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the table grants it."""
    return permission in GRANTS[role]
