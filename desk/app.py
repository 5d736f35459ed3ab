"""The desk's application: reads as its table of contents."""

from typing import Any

from sanic import Sanic

from connectors import webchat, wechat
from connectors.hotline import install as hotline
from connectors.hotline.config import OFF, HotlineConfig
from connectors.hotline.conversing import DeskAssistant
from desk import (
    agencies,
    audit,
    callbacks,
    cases,
    clients,
    clocks,
    console,
    disclosures,
    documents,
    enterprises,
    events,
    figures,
    handoff,
    insight,
    knowledge,
    metrics,
    outbox,
    publication,
    reconciliation,
    warnings,
    webhooks,
)
from desk.attachments import api as attachments
from desk.clock import Clock, utc_now
from desk.context import build_context
from desk.conversations import lifecycle
from desk.conversations.brain import Brain
from desk.privacy import api as privacy
from desk.settings import Settings
from desk.web import headers, health, openapi, problems, texts, tracing

MAX_BODY = 11 * 2**20  # bytes: an attachment of 10 MiB with its multipart frame


def create_app(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    name: str = "desk",
    brain: Brain | None = None,
    wechat_account: wechat.Account | None = None,
    hotline_config: HotlineConfig = OFF,
) -> Sanic[Any, Any]:
    """Wire the desk. Nothing is opened before the server starts. What connectors need to know
    comes from their own settings. wechat_account: None, WeChat is off."""
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY
    app.config.REAL_IP_HEADER = "x-real-ip" if settings.behind_proxy else None
    app.config.ACCESS_LOG = False
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 5.0
    app.config.RESPONSE_TIMEOUT = 120
    app.ctx.desk = build_context(settings, clock, brain=brain)
    tracing.install(app)
    texts.install(app)
    problems.install(app)
    headers.install(app)
    health.install(app)
    openapi.install(app)
    lifecycle.install(app)
    metrics.install(app)
    cases.install(app)
    attachments.install(app)
    privacy.install(app)
    clocks.install(app)
    documents.install(app)
    disclosures.install(app)
    clients.install(app)
    audit.install(app)
    agencies.install(app)
    outbox.install(app)
    webhooks.install(app)
    enterprises.install(app)
    reconciliation.install(app)
    figures.install(app)
    publication.install(app)
    warnings.install(app)
    insight.install(app)
    callbacks.install(app)
    handoff.install(app)
    events.install(app)
    knowledge.install(app)
    console.install(app)
    webchat.install(app)
    hotline.install(app, DeskAssistant(app.ctx.desk), hotline_config)
    if wechat_account is not None:
        wechat.install(app, wechat_account)
    return app
