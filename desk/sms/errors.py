"""Refusals of the SMS room."""

from desk.errors import Conflict


class SmsWithoutConsent(Conflict):
    """The person did not agree to be sent text messages."""

    code, title = "sms_without_consent", "没有征得同意，不能发送短信"


class SmsNumberUnfit(Conflict):
    """No mobile number, so nothing can be read there."""

    code, title = "sms_number_unfit", "这个号码收不到短信"
