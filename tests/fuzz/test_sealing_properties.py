"""Seals, signatures and secrets: what was changed never opens, what is not right is never taken, and nothing crashes
otherwise than it says. The brain's seal: tests/bot/test_sealing.py."""

import contextlib
import datetime as dt

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from connectors.hotline.adapters.aliyun import Aliyun
from connectors.hotline.adapters.jambonz import Jambonz
from connectors.hotline.adapters.port import Callback
from connectors.hotline.signature import sign, verify
from desk.errors import DeskError, Unauthorized
from desk.privacy.vault import SealBroken, Vault, read_digest_key
from desk.webhooks.rules import headers, new_secret, retry_after, usable_secret
from tests.connectors.hotline.adapters import samples
from tests.desk.builders import NOW
from tests.fuzz.profile import examples, fuzzed

KEY = "k" * 40
VAULT = Vault((Fernet.generate_key().decode(),))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
# As Sanic hands header fields on: any characters but line ends and NUL.
HEADERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@fuzzed
@given(WORDS)
def test_what_is_sealed_opens(text: str) -> None:
    assert VAULT.open(VAULT.seal(text)) == text
    assert VAULT.open_bytes(VAULT.seal_bytes(text.encode())) == text.encode()


@examples(300)
@given(WORDS, st.data())
def test_a_changed_seal_never_opens(text: str, data: st.DataObject) -> None:
    sealed = bytearray(VAULT.seal_bytes(text.encode()))
    place = data.draw(st.integers(0, len(sealed) - 1))
    if data.draw(st.booleans()):
        del sealed[place:]
    else:
        sealed[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != sealed[place]))
    try:
        opened = VAULT.open_bytes(bytes(sealed))
    except SealBroken:
        pass
    else:
        assert opened == text.encode()  # base64 with bits that say nothing
    with pytest.raises(SealBroken):
        Vault((Fernet.generate_key().decode(),)).open_bytes(bytes(sealed))


@fuzzed
@given(st.text(max_size=200))
def test_any_text_is_no_seal(text: str) -> None:
    with pytest.raises(SealBroken):
        VAULT.open(text)


@fuzzed
@given(st.text(max_size=60))
def test_a_key_is_a_key_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert len(read_digest_key(text)) == 32


@fuzzed
@given(st.one_of(st.text(max_size=60), st.text(max_size=60).map(lambda text: f"whsec_{text}")))
def test_a_secret_that_is_called_usable_signs(text: str) -> None:
    if usable_secret(text):
        assert headers("m", "{}", [text], now=NOW)["webhook-signature"].startswith("v1,")
    assert usable_secret(new_secret())


@examples(400)
@given(
    st.one_of(
        HEADERS,
        st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} -?\d{1,5} \d\d:\d\d:\d\d [-+]?\d{1,6}\Z"),
    )
)
def test_a_pause_is_a_pause_or_nothing(value: str) -> None:
    pause = retry_after(value, now=NOW)
    assert pause is None or pause >= dt.timedelta()


@fuzzed
@given(
    st.one_of(st.none(), HEADERS),
    st.one_of(st.none(), HEADERS, HEADERS.map(lambda text: f"sha256={text}")),
    st.binary(max_size=50),
)
def test_no_signature_of_the_hotline_but_the_right_one(
    stamp: str | None, signature: str | None, body: bytes
) -> None:
    now = str(int(NOW.timestamp()))
    verify((KEY,), now, sign(KEY, now, body), body, now=NOW)
    with pytest.raises(Unauthorized):
        verify((KEY,), stamp, signature, body, now=NOW)
    with pytest.raises(Unauthorized):
        verify((KEY,), now, signature, body, now=NOW)


AUTHORIZATIONS = st.one_of(
    HEADERS,
    HEADERS.map(lambda text: f"Basic {text}"),
    st.sampled_from(["Basic", "basic =", "Basic YQ==", "Basic /w=="]),
)
SIGNATURES = st.one_of(
    HEADERS,
    st.lists(st.tuples(st.sampled_from(["t", "v1", ""]), HEADERS)).map(
        lambda all_: ",".join(f"{a}={b}" for a, b in all_)
    ),
)


@fuzzed
@given(AUTHORIZATIONS, SIGNATURES, st.binary(max_size=50))
def test_no_stranger_is_a_provider(authorization: str, signature: str, body: bytes) -> None:
    called = Callback(
        {"authorization": authorization, "jambonz-signature": signature}, {"token": signature}, body
    )
    for adapter in (
        Jambonz("https://example.com", secrets=("s" * 40,)),
        Jambonz("https://example.com", basic="user:" + "p" * 20),
        Aliyun(tokens=("t" * 40,)),
    ):
        with pytest.raises(Unauthorized):
            adapter.authenticate(called, now=NOW)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["transcript", "confidence", "headers", "alternatives", "words", "caller"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)
TOLD = st.dictionaries(
    st.sampled_from(
        ["call_sid", "from", "to", "sip", "speech", "digits", "reason", "call_status", "dial_call_status", "call_id", "timestamp",
         "content_type", "content", "call_termination_by"]
    ),
    JSON,
    max_size=8,
)  # fmt: skip
HOOKS = st.sampled_from(["", "gather", "dial", "status", "x"])


@examples(400)
@given(TOLD, HOOKS, st.sampled_from(["callin", "normal", "timebreak", "mute", "dtmf", "hangup", "x"]))
def test_any_callback_of_a_provider_is_an_event_or_refused(
    told: dict[str, object], hook: str, kind: str
) -> None:
    now = dt.datetime.fromtimestamp(samples.ALIYUN_MS / 1000, dt.UTC)
    aliyun = samples.aliyun(kind, where="json")
    for adapter, called in (
        (Jambonz("https://example.com", basic="u:" + "p" * 20), samples.jambonz({"call_sid": "c", **told}, hook)),
        (Aliyun(tokens=("t" * 40,)), Callback(aliyun.headers, aliyun.query, samples.jambonz({"call_id": "c", "content_type": kind, "timestamp": str(samples.ALIYUN_MS), **told}).body)),
    ):  # fmt: skip
        try:
            event = adapter.read(called, now=now)
            if event is not None:
                event.numbered(1)
        except (DeskError, ValueError):  # pydantic's ValidationError, which the address turns into a refusal
            pass
