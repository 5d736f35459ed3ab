"""The collaborators every room may ask for, built once."""

from dataclasses import dataclass

from sanic import Request

from desk.attachments.storage import Storage, storage_of
from desk.bus import Bus, InProcessBus, RedisBus
from desk.calendar import WorkingCalendar, read_calendar
from desk.cases.changing import CaseDesk
from desk.channels.fetching import Fetcher
from desk.channels.registry import Channels
from desk.channels.traits import FLEETING
from desk.channels.worker import DeliveryWorker
from desk.clients.keyring import Keyring
from desk.clients.rates import Rates
from desk.clients.registry import ClientRegistry, FirstOf, registry_of
from desk.clock import Clock
from desk.conversations.brain import Brain, RasaBrain
from desk.conversations.errands import Errands
from desk.conversations.turns import TurnRunner
from desk.crowd import Crowd
from desk.events.numbering import Numberer
from desk.handoff.desk import HandoffDesk
from desk.handoff.presence import InProcessPresence, PresenceBoard, RedisPresence
from desk.limits import InProcessLimiter, Limiter, RedisLimiter
from desk.metrics.measures import Metrics
from desk.metrics.watching import WatchedBrain, WatchedLimiter
from desk.notices.delivery import NoticeErrand
from desk.notices.telling import NOTICE
from desk.outbox.model import OutboxItem
from desk.outbox.worker import OutboxWorker
from desk.photos.asking import READ_PHOTO
from desk.photos.errand import PhotoErrand
from desk.photos.reader import PhotoReader
from desk.privacy.errands import FileErrands
from desk.privacy.vault import Vault
from desk.reactions import reactions_of
from desk.review.following import follow_turn
from desk.settings import Settings
from desk.sms.delivery import SmsErrand
from desk.sms.gateway import HttpSmsGateway, NotConfigured, SmsGateway
from desk.sms.notices import SmsNotices
from desk.sms.service import SMS
from desk.store.database import Database
from desk.webhooks.delivery import WebhookErrand
from desk.webhooks.sending import Sender
from desk.webhooks.service import WEBHOOK

WEBHOOK_WORKERS = 4
DELIVERY_WORKERS = 4  # sends at once: a channel answers in some tenths of a second


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
    notices: OutboxWorker  # what consumers are told
    webhooks: tuple[OutboxWorker, ...]  # what other systems are told; several, as one endpoint may be slow
    texts: OutboxWorker  # text messages
    sms: SmsGateway
    sender: Sender
    reader: PhotoReader
    clients: ClientRegistry
    rates: Rates
    metrics: Metrics
    calendar: WorkingCalendar
    cases: CaseDesk
    storage: Storage
    channels: Channels  # whom the desk writes to; connectors add theirs
    handoff: HandoffDesk
    presence: PresenceBoard
    numberer: Numberer
    deliveries: tuple[DeliveryWorker, ...]
    crowd: Crowd  # whether one more message is taken


def build_context(settings: Settings, clock: Clock, *, brain: Brain | None = None) -> Desk:
    """The real collaborators for these settings; tests may hand in a brain of their own."""
    database, vault = Database(settings.database_url), Vault(settings.keys, settings.digest_key)
    metrics = Metrics()
    bus: Bus = RedisBus(settings.redis_url) if settings.redis_url else InProcessBus()
    pepper = vault.digest("limits", "")
    limiter: Limiter = RedisLimiter(settings.redis_url, pepper) if settings.redis_url else InProcessLimiter()
    limiter = WatchedLimiter(limiter, metrics)
    brain = brain or RasaBrain(settings.brain_url, settings.brain_token, settings.brain_timeout)
    storage = storage_of(settings.files, endpoint=settings.s3_endpoint, path_style=settings.s3_path_style)
    channels = Channels()
    fetcher = Fetcher(
        database,
        vault,
        storage,
        channels,
        clock,
        max_bytes=settings.max_attachment_bytes,
        max_files=settings.max_attachments,
    )
    calendar = read_calendar(settings.calendar_file)
    handoff = HandoffDesk(
        vault,
        calendar,
        office=settings.staff_hours,
        callbacks=settings.callback_hours,
        limits=settings.handoff_limits,
    )
    presence: PresenceBoard = RedisPresence(settings.redis_url) if settings.redis_url else InProcessPresence()
    turns = TurnRunner(
        database,
        vault,
        WatchedBrain(brain, metrics),
        bus,
        clock,
        turn_timeout=settings.brain_timeout,
        fetcher=fetcher,
        handoff=handoff,
        followers=(follow_turn,),
    )
    errands = Errands(
        vault,
        brain,
        clock,
        files=storage,
        case_api_url=settings.case_api_url,
        token=settings.case_api_token,
        handoff=handoff,
    )
    cases = CaseDesk(vault, calendar, reactions=reactions_of(metrics))
    # A lane for each kind that may take long: nothing waits behind it.
    is_photo, is_notice, is_webhook, is_sms = (
        OutboxItem.kind == kind for kind in (READ_PHOTO, NOTICE, WEBHOOK, SMS)
    )
    own = ~(is_photo | is_notice | is_webhook | is_sms)
    carried = errands.handlers() | FileErrands(storage).handlers()
    outbox = OutboxWorker(database, vault, bus, clock, carried, errands.dead, lane=own)
    sms = _sms_gateway(settings, clock)
    notice = NoticeErrand(database, cases, clock, {channel: SmsNotices(sms) for channel in FLEETING})
    notices = OutboxWorker(database, vault, bus, clock, notice.handlers(), notice.dead, lane=is_notice)
    sender = Sender(private=settings.webhooks_private)
    hook = WebhookErrand(database, vault, sender, clock)
    webhooks = tuple(
        OutboxWorker(database, vault, bus, clock, hook.handlers(), hook.dead, lane=is_webhook)
        for _ in range(WEBHOOK_WORKERS)
    )
    text = SmsErrand(sms, vault, clock)
    texts = OutboxWorker(database, vault, bus, clock, text.handlers(), text.dead, lane=is_sms)
    reader = PhotoReader()
    photo = PhotoErrand(database, vault, reader, clock, files=storage)
    photos = OutboxWorker(database, vault, bus, clock, photo.handlers(), photo.dead, lane=is_photo)
    clients: ClientRegistry = FirstOf(registry_of(settings), Keyring(database, clock))
    turns.tell(metrics.stage)
    for worker in (outbox, photos, notices, texts, *webhooks):
        worker.tell(metrics.errand)
    deliveries = tuple(DeliveryWorker(database, vault, channels, clock) for _ in range(DELIVERY_WORKERS))
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
        notices,
        webhooks,
        texts,
        sms,
        sender,
        reader,
        clients,
        Rates(limiter),
        metrics,
        calendar,
        cases,
        storage,
        channels,
        handoff,
        presence,
        Numberer(database, bus),
        deliveries,
        Crowd(database, settings.most_waiting, refused=metrics.refusals.labels("crowd").inc),
    )


def _sms_gateway(settings: Settings, clock: Clock) -> SmsGateway:
    """The operator's SMS service. Its address may lie inside the operator's network, unlike those of webhooks."""
    if settings.sms_url is None or settings.sms_secret is None:
        return NotConfigured()
    return HttpSmsGateway(settings.sms_url, settings.sms_secret, Sender(private=True), clock)


def desk_of(request: Request) -> Desk:
    """The desk that serves this request."""
    desk: Desk = request.app.ctx.desk
    return desk
