"""The collaborators every room may ask for, built once."""

from dataclasses import dataclass

from sanic import Request

from desk.bus import Bus, InProcessBus, RedisBus
from desk.calendar import WorkingCalendar, read_overrides
from desk.cases.changing import CaseDesk
from desk.clients.registry import ClientRegistry, registry_of
from desk.clock import Clock
from desk.conversations.brain import Brain, RasaBrain
from desk.conversations.errands import Errands
from desk.conversations.turns import TurnRunner
from desk.limits import InProcessLimiter, Limiter, RedisLimiter
from desk.outbox.model import OutboxItem
from desk.outbox.worker import OutboxWorker
from desk.photos.asking import READ_PHOTO
from desk.photos.errand import PhotoErrand
from desk.photos.reader import PhotoReader
from desk.privacy.vault import Vault
from desk.reconciliation.offering import follow_case, offer_when_filed
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
    calendar: WorkingCalendar
    cases: CaseDesk


def build_context(settings: Settings, clock: Clock, *, brain: Brain | None = None) -> Desk:
    """The real collaborators for these settings; tests may hand in a brain of their own."""
    database, vault = Database(settings.database_url), Vault(settings.keys)
    bus: Bus = RedisBus(settings.redis_url) if settings.redis_url else InProcessBus()
    limiter: Limiter = RedisLimiter(settings.redis_url) if settings.redis_url else InProcessLimiter()
    brain = brain or RasaBrain(settings.brain_url, settings.brain_token, settings.brain_timeout)
    turns = TurnRunner(database, vault, brain, bus, clock, turn_timeout=settings.brain_timeout)
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
    clients, calendar = registry_of(settings), WorkingCalendar(read_overrides(settings.calendar_file))
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
        calendar,
        # follow_case first: others may then name the enterprise. offer_when_filed last: it moves the case itself.
        CaseDesk(vault, calendar, reactions=(follow_case, offer_when_filed)),
    )


def desk_of(request: Request) -> Desk:
    """The desk that serves this request."""
    desk: Desk = request.app.ctx.desk
    return desk
