"""Notices by text message, for cases told on the telephone: nobody reads the conversation of a call that is over."""

from desk.notices.gateway import Outgoing, Undeliverable
from desk.sms.gateway import NOT_CONFIGURED, Sms, SmsGateway, SmsRefused
from desk.sms.service import can_read
from desk.sms.templates import Template

NO_MOBILE = "no_mobile"


class SmsNotices:
    """See desk.notices.gateway.Gateway. The message names the case and no more: its words are approved beforehand, and
    what happened is read where the person proves who they are."""

    def __init__(self, sms: SmsGateway) -> None:
        self._sms = sms

    async def send(self, outgoing: Outgoing) -> None:
        """Raises TryLater, Undeliverable."""
        if not self._sms.configured:
            raise Undeliverable(NOT_CONFIGURED)
        if outgoing.phone is None or not can_read(outgoing.phone):
            raise Undeliverable(NO_MOBILE)
        message = Sms(outgoing.id, outgoing.phone, Template.CASE_MOVED, {"case_no": outgoing.case_no})
        try:
            await self._sms.send(message)
        except SmsRefused as reason:
            raise Undeliverable(str(reason)) from reason
