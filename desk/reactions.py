"""What follows when a line is added to a case's timeline, in the order it happens: the rooms' table of contents."""

from collections.abc import Sequence

from desk.agencies.reactions import Routing
from desk.agencies.service import agency_name
from desk.assignments.service import leave_office
from desk.audit.reaction import audit_staff
from desk.cases.changing import Reaction
from desk.cases.search import keep_text
from desk.cases.services import load_matters
from desk.clocks.service import follow_agency
from desk.figures.keeping import keep_facts
from desk.metrics.measures import Metrics
from desk.metrics.watching import counting
from desk.notices.composers import composers
from desk.notices.telling import tell_consumer
from desk.publication.service import mind_consent
from desk.reconciliation.offering import follow_case, offer_when_filed
from desk.webhooks.service import announce


def reactions_of(metrics: Metrics) -> Sequence[Reaction]:
    """All of them. What adds a line itself stands last: everybody hears of a filing before they hear where it went."""
    routing = Routing(load_matters())
    return (
        follow_case,  # first: a notice may then name the enterprise
        counting(metrics),
        keep_facts,
        audit_staff,
        mind_consent,
        tell_consumer(composers(agency_name)),
        announce,
        follow_agency,
        leave_office,
        keep_text,
        routing.route_new_case,
        routing.give_back,
        offer_when_filed,
    )
