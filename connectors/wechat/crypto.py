"""Signatures and the AES envelope of callbacks (sections 1.1 and 1.2).

The same scheme serves WeCom, with the CorpID in place of the appid; hence `receive_id`.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from connectors.wechat.refusals import InvalidCipher, InvalidSignature, WrongReceiver

BLOCK = 32  # bytes; PKCS#7 over 32, twice the block of AES: the padding is 1 to 32 bytes
PREFIX = 16  # random bytes before the length
HEAD = PREFIX + 4  # and the length, four bytes big-endian
ENCODING_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")


class InvalidKey(ValueError):
    """The EncodingAESKey is not 43 letters and digits."""


def sign(token: str, *parts: str) -> str:
    """Lower-case hex SHA-1 over the sorted parts, joined without anything between.

    signature: sign(token, timestamp, nonce); msg_signature: sign(token, timestamp, nonce, Encrypt).
    """
    joined = "".join(sorted((token, *parts)))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def check_signature(given: str, token: str, *parts: str) -> None:
    """Raises InvalidSignature. Takes the same time wherever the two differ."""
    if not hmac.compare_digest(given.encode(), sign(token, *parts).encode()):
        raise InvalidSignature


def decode_key(encoding_aes_key: str) -> bytes:
    """The 32 bytes behind the 43 characters of the account's settings page. Raises InvalidKey.

    43 characters hold 258 bits; the last two are dropped, as Tencent's own sample does.
    """
    if not ENCODING_AES_KEY.fullmatch(encoding_aes_key):
        raise InvalidKey("an EncodingAESKey is 43 letters and digits")
    return base64.b64decode(encoding_aes_key + "=")


def _pad(packed: bytes) -> bytes:
    count = BLOCK - len(packed) % BLOCK
    return packed + bytes([count]) * count


def _unpad(padded: bytes) -> bytes:
    """Raises InvalidCipher unless every byte of the padding is what it must be."""
    count = padded[-1]
    if not 1 <= count <= BLOCK or not padded.endswith(bytes([count]) * count):
        raise InvalidCipher
    return padded[:-count]


class Envelope:
    """Seals and opens messages of one receiver: random16 | length | message | receive_id, AES-256-CBC, base64.

    The IV is the key's first half: the protocol's choice, not ours. The random prefix stands in for a fresh one.
    """

    def __init__(self, encoding_aes_key: str, receive_id: str) -> None:
        """receive_id: the appid of an official account, the CorpID of WeCom. Raises InvalidKey."""
        key = decode_key(encoding_aes_key)
        self._cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
        self._receive_id = receive_id.encode()

    def seal(self, message: str, *, prefix: bytes | None = None) -> str:
        """`message` as base64 text for <Encrypt>. prefix: 16 bytes; fresh random ones unless a vector is re-made."""
        text = message.encode()
        prefix = secrets.token_bytes(PREFIX) if prefix is None else prefix
        if len(prefix) != PREFIX:
            raise ValueError(f"the prefix is {PREFIX} bytes")
        encryptor = self._cipher.encryptor()
        padded = _pad(prefix + struct.pack(">I", len(text)) + text + self._receive_id)
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode("ascii")

    def open(self, encrypt: str) -> str:
        """The message behind <Encrypt>. Raises InvalidCipher, WrongReceiver.

        Check `msg_signature` first: then nobody learns anything by sending bytes of their own.
        """
        packed = _unpad(self._decrypt(encrypt))
        if len(packed) < HEAD:
            raise InvalidCipher
        (length,) = struct.unpack(">I", packed[PREFIX:HEAD])
        if length > len(packed) - HEAD:
            raise InvalidCipher
        if not hmac.compare_digest(packed[HEAD + length :], self._receive_id):
            raise WrongReceiver
        try:
            return packed[HEAD : HEAD + length].decode()
        except UnicodeDecodeError as error:
            raise InvalidCipher from error

    def _decrypt(self, encrypt: str) -> bytes:
        try:
            sealed = base64.b64decode(encrypt.strip().encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError) as error:
            raise InvalidCipher from error
        if not sealed or len(sealed) % BLOCK:
            raise InvalidCipher
        decryptor = self._cipher.decryptor()
        return decryptor.update(sealed) + decryptor.finalize()
