"""The collaborators every room may ask for, built once."""

from dataclasses import dataclass

from sanic import Request

from desk.agencies.reactions import Routing
from desk.audit.reaction import audit_moves
from desk.bus import Bus, InProcessBus, RedisBus
from desk.calendar import WorkingCalendar, read_calendar
from desk.cases.changing import CaseDesk
from desk.cases.services import load_matters
from desk.clients.keyring import Keyring
from desk.clients.rates import Rates
from desk.clients.registry import ClientRegistry, FirstOf, registry_of
from desk.clock import Clock
from desk.clocks.service import follow_agency
from desk.conversations.brain import Brain, RasaBrain
from desk.conversations.errands import Errands
from desk.conversations.turns import TurnRunner
from desk.limits import InProcessLimiter, Limiter, RedisLimiter
from desk.metrics.measures import Metrics
from desk.metrics.watching import WatchedBrain, WatchedLimiter, counting
from desk.outbox.model import OutboxItem
from desk.outbox.worker import OutboxWorker
from desk.photos.asking import READ_PHOTO
from desk.photos.errand import PhotoErrand
from desk.photos.reader import PhotoReader
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database


@dataclass(frozen=True)
class Desk:
    """What handlers hand to services."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    bus: Bus
    limiter: Limiter
    brain: Brain
    turns: TurnRunner
    errands: Errands
    outbox: OutboxWorker
    photos: OutboxWorker  # the errands that read photographs
    reader: PhotoReader
    clients: ClientRegistry
    rates: Rates
    metrics: Metrics
    calendar: WorkingCalendar
    cases: CaseDesk


def build_context(settings: Settings, clock: Clock, *, brain: Brain | None = None) -> Desk:
    """The real collaborators for these settings; tests may hand in a brain of their own."""
    database, vault = Database(settings.database_url), Vault(settings.keys)
    metrics = Metrics()
    bus: Bus = RedisBus(settings.redis_url) if settings.redis_url else InProcessBus()
    limiter: Limiter = RedisLimiter(settings.redis_url) if settings.redis_url else InProcessLimiter()
    limiter = WatchedLimiter(limiter, metrics)
    brain = brain or RasaBrain(settings.brain_url, settings.brain_token, settings.brain_timeout)
    turns = TurnRunner(
        database, vault, WatchedBrain(brain, metrics), bus, clock, turn_timeout=settings.brain_timeout
    )
    errands = Errands(
        vault,
        brain,
        clock,
        files=settings.attachments,
        case_api_url=settings.case_api_url,
        token=settings.case_api_token,
    )
    is_photo = OutboxItem.kind == READ_PHOTO
    outbox = OutboxWorker(database, vault, bus, clock, errands.handlers(), errands.dead, lane=~is_photo)
    reader = PhotoReader()
    photo = PhotoErrand(database, vault, reader, clock, files=settings.attachments)
    photos = OutboxWorker(database, vault, bus, clock, photo.handlers(), photo.dead, lane=is_photo)
    clients: ClientRegistry = FirstOf(registry_of(settings), Keyring(database, clock))
    calendar = read_calendar(settings.calendar_file)
    routing = Routing(load_matters())  # its reactions stand last: see there
    return Desk(
        settings,
        clock,
        database,
        vault,
        bus,
        limiter,
        brain,
        turns,
        errands,
        outbox,
        photos,
        reader,
        clients,
        Rates(limiter),
        metrics,
        calendar,
        CaseDesk(
            vault,
            calendar,
            reactions=(
                counting(metrics),
                audit_moves,
                follow_agency,
                routing.route_new_case,
                routing.give_back,
            ),
        ),
    )


def desk_of(request: Request) -> Desk:
    """The desk that serves this request."""
    desk: Desk = request.app.ctx.desk
    return desk
