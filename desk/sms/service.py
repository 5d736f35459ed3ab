"""Queuing a text message in the transaction it follows from. Adds and flushes, never commits."""

import datetime as dt
from collections.abc import Mapping

import phonenumbers
from phonenumbers import PhoneNumberType
from sqlalchemy.ext.asyncio import AsyncSession

from desk.outbox.service import enqueue
from desk.privacy.vault import Vault
from desk.sms.errors import SmsNumberUnfit, SmsWithoutConsent
from desk.sms.templates import Template, check

SMS = "sms"  # the kind of outbox item
READABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


async def queue_sms(
    session: AsyncSession,
    vault: Vault,
    template: Template,
    params: Mapping[str, str],
    *,
    key: str,
    phone: str,
    consent: bool | None,
    conversation_id: str | None,
    case_id: str | None = None,
    now: dt.datetime,
) -> str | None:
    """The outbox item's id; None: one of this key is on its way already.

    key: what it follows from, "resume:<call>": asked for twice it is sent once. consent: what the person said when
    asked; nothing is sent on None. The number lies sealed in the item and goes with its body.
    Raises SmsWithoutConsent, SmsNumberUnfit, TemplateMisused.
    """
    if consent is not True:
        raise SmsWithoutConsent
    if not can_read(phone):
        raise SmsNumberUnfit
    check(template, params)
    return await enqueue(
        session,
        vault,
        kind=SMS,
        key=key,
        body={"phone": phone, "template": template.value, "params": dict(params)},
        conversation_id=conversation_id,
        case_id=case_id,
        now=now,
    )


def can_read(phone: str) -> bool:
    """Whether a text message can be read on this number (E.164)."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in READABLE
