"""Why a callback is not believed. One family, so that the edge maps it once and logs the code alone.

Whoever gets these answers is Tencent or a stranger; neither needs more than a status.
"""

from desk.errors import DeskError, Forbidden, InvalidRequest, TooLarge


class CallbackRefused(DeskError):
    """The root of what is refused here; never raised itself."""

    code = "wechat_refused"


class InvalidSignature(CallbackRefused, Forbidden):
    """`signature` or `msg_signature` is missing or wrong (sections 1.1 and 1.2)."""

    code, title = "wechat_invalid_signature", "签名不正确"


class InvalidCipher(CallbackRefused, Forbidden):
    """The ciphertext does not open: base64, length, padding, length field or text (section 1.2)."""

    code, title = "wechat_invalid_cipher", "消息无法解密"


class WrongReceiver(CallbackRefused, Forbidden):
    """The message was encrypted for another appid, or is addressed to another account."""

    code, title = "wechat_wrong_receiver", "消息不是发给本公众号的"


class WrongSender(CallbackRefused, Forbidden):
    """The openid of the query is not the FromUserName of the message."""

    code, title = "wechat_wrong_sender", "发送者不一致"


class Downgraded(CallbackRefused, Forbidden):
    """A clear message where an encrypted one is due: by the account's mode, or by the query (section 1.2)."""

    code, title = "wechat_downgraded", "安全模式下只接收密文"


class Stale(CallbackRefused, Forbidden):
    """The timestamp is further from our clock than allowed: a recording played again, or a wrong clock."""

    code, title = "wechat_stale", "消息已过期"


class Encrypted(CallbackRefused, InvalidRequest):
    """Only ciphertext came, though this account is configured for plain mode: the operator's two sides differ."""

    code, title = "wechat_encrypted", "明文模式下收到了密文"


class Malformed(CallbackRefused, InvalidRequest):
    """Not the XML of section 1.3; `extra["why"]` says in a word what is wrong."""

    code, title = "wechat_malformed", "消息格式不正确"

    def __init__(self, why: str) -> None:
        super().__init__(extra={"why": why})


class BodyTooLarge(CallbackRefused, TooLarge):
    """More bytes than any message has."""

    code, title = "wechat_too_large", "消息太大"
