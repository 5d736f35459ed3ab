"""How long one stays signed in, and over what connection. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from desk.staff.roles import Role


@dataclass(frozen=True)
class OidcTerms:
    """A provider of OpenID Connect that knows the people of the office.

    callback: our own address that it sends browsers back to; role_claim: the member of the ID token that says what
    somebody is, a text or a list of texts; roles: its values to ours, the first that fits decides.
    """

    issuer: str
    client_id: str
    client_secret: str
    callback: str
    role_claim: str
    roles: Mapping[str, Role]


@dataclass(frozen=True)
class StaffTerms:
    """The operator's settings for staff.

    session: at most so long after signing in, whatever happens; idle: so long without a request; https: the
    console is reached through TLS, so its cookies are for TLS alone; code_roles: who must sign in with a one-time
    code besides the password; oidc: where else people of the office are known.
    """

    session: dt.timedelta = dt.timedelta(hours=12)
    idle: dt.timedelta = dt.timedelta(hours=1)
    https: bool = False
    code_roles: frozenset[Role] = frozenset()
    oidc: OidcTerms | None = None


USUAL_TERMS = StaffTerms()
CODE_WITHIN = dt.timedelta(minutes=10)  # so long the password alone waits for the one-time code
ONE_TIME = dt.timedelta(days=7)  # so long a one-time password opens the door
