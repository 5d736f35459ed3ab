"""Who calls, added last: the tokens, cookies and signatures of those who may, over whatever was planted."""

import uuid
from dataclasses import replace
from typing import Any

from sanic import Sanic

from connectors.hotline.config import HotlineConfig
from connectors.hotline.signature import sign as sign_hotline
from desk.console.cookies import CSRF, SESSION
from desk.staff.roles import Role
from desk.staff.signing_in import Credentials, sign_in
from tests.connectors.hotline.adapters import samples
from tests.connectors.wechat.builders import OPENID, TEXT, account
from tests.connectors.wechat.simulator.wire import Wire, document
from tests.desk.console.staffing import PASSWORD, staff_member
from tests.fuzz.calls import FRESH, JSON, Call, with_body
from tests.fuzz.doors import Door, Sign, unsigned

HOTLINE = HotlineConfig(
    keys=("k" * 40,),
    area_code="0431",
    aliyun_tokens=("t" * 40,),
    jambonz_address="https://example.com/webhooks/hotline/jambonz",
    jambonz_basic="switch:" + "p" * 20,
)
WEBHOOK = "/webhooks/hotline/webhook"
ALIYUN, JAMBONZ = "/webhooks/hotline/aliyun", "/webhooks/hotline/jambonz"
WECHAT = "/webhooks/wechat/callback"
ENDS_SESSIONS = ("/console/sign-out", "/console/sign-out-everywhere", "/console/password")


def fresh(call: Call) -> Call:
    """Each call with ids of its own, so that it is no repetition."""
    own = str(uuid.uuid4())
    headers = {
        name: value.replace(FRESH, own) if isinstance(value, str) else value
        for name, value in call.headers.items()
    }
    return replace(call, headers=headers, content=call.content.replace(FRESH.encode(), own.encode()))


def _with(call: Call, **headers: str) -> Call:
    """The call with these headers, unless something was planted there."""
    own = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(call, headers=own | call.headers)


def bearer(token: str) -> Sign:
    async def sign(call: Call) -> Call:
        return _with(call, authorization=f"Bearer {token}")

    return sign


def staff(app: Sanic[Any, Any]) -> Sign:
    """One administrator for every door, and another for each call that ends a session."""
    kept: list[str] = []

    async def sign(call: Call) -> Call:
        if not kept:
            kept.append(await _session(app))
        token = await _session(app) if call.template in ENDS_SESSIONS else kept[0]
        csrf = app.ctx.desk.vault.digest(CSRF, token)
        return _with(call, cookie=f"{SESSION}={token}", x_csrf_token=csrf)

    return sign


async def _session(app: Sanic[Any, Any]) -> str:
    desk = app.ctx.desk
    somebody = await staff_member(desk.database, Role.ADMIN)
    told = Credentials(somebody.name, PASSWORD, "127.0.0.1", None)
    return await sign_in(desk.database, desk.vault, desk.settings.staff, told, now=desk.clock())


def platform(app: Sanic[Any, Any], door: Door) -> Door:
    """A channel's address with a body of the platform's, signed as the platform signs."""
    now, template = app.ctx.desk.clock, door.good.template
    if template == WECHAT:
        return _wechat(door, now)

    async def hotline(call: Call) -> Call:
        stamp = str(int(now().timestamp()))
        signature = sign_hotline(HOTLINE.keys[0], stamp, call.content)
        return _with(call, x_hotline_timestamp=stamp, x_hotline_signature=signature)

    async def jambonz(call: Call) -> Call:
        return _with(call, authorization="Basic c3dpdGNoOnBwcHBwcHBwcHBwcHBwcHBwcHBw")

    if template == WEBHOOK:
        started = {
            "version": 1, "event_id": FRESH, "call_id": FRESH, "seq": 0, "ts": int(now().timestamp()), "event": "start",
            "caller": "13812345678", "callee": "12315", "orig_callee": "12315", "queue": "agents", "wait_s": 3,
            "history": [{"role": "caller", "text": "电饭煲坏了"}], "consent": {"record": True},
            "asr": {"text": "我要投诉", "confidence": 0.9, "final": True, "begin_ms": 0}, "digits": "1",
            "callback": {"number": "13812345678", "slot_from": int(now().timestamp())},
        }  # fmt: skip
        return replace(door, kind=JSON, body=started, sign=hotline)
    if template == JAMBONZ:
        told = samples.BEGUN | {"call_sid": FRESH, **{k: samples.SPOKEN[k] for k in ("reason", "speech")}}
        return replace(
            door,
            good=replace(door.good, query={"hook": "", "reason": "queue_full"}),
            kind=JSON,
            body=told,
            sign=jambonz,
        )
    assert template == ALIYUN, template
    content = {**samples.NORMAL_CONTENT, "caller": "13812345678", "callee": "12315", "digits": "1"}
    called = {"call_id": FRESH, "timestamp": str(int(now().timestamp() * 1000)), "content_type": "callin"}
    query = {"token": HOTLINE.aliyun_tokens[0], "reason": "queue_full"}
    return replace(
        door,
        good=replace(door.good, query=query),
        kind=JSON,
        body=called | {"content": content},
        sign=unsigned,
    )


def _wechat(door: Door, now: Any) -> Door:
    wire = Wire(account())
    if door.good.method == "GET":

        async def verified(call: Call) -> Call:
            return replace(call, query=wire.verification("echo", now=now()) | dict(call.query))

        return replace(door, sign=verified)

    async def delivered(call: Call) -> Call:
        try:
            sent = wire.deliver(call.content.decode(), OPENID, now=now())
        except UnicodeError:
            return replace(call, query=wire.deliver("<xml></xml>", OPENID, now=now()).query)
        return replace(call, query=sent.query | dict(call.query), content=sent.body)

    more = {
        "Event": "LOCATION", "EventKey": "qrscene_1", "MediaId": "m", "PicUrl": "http://x", "Format": "amr",
        "Location_X": "43.8", "Location_Y": "125.3", "Label": "长春", "Url": "http://x", "Title": "t",
        "Latitude": "43.8", "Longitude": "125.3", "Precision": "30", "bizmsgmenuid": "1",
    }  # fmt: skip
    return replace(door, kind="xml", body=TEXT | {"MsgId": FRESH} | more, sign=delivered)


def written(door: Door, body: Any) -> Call:
    """The door's call with a body, XML too; without one where the route takes none."""
    if door.kind == "xml":
        xml = document(body).encode("utf-8", "surrogatepass")
        return replace(door.good, content=xml, headers={"content-type": "text/xml"})
    return with_body(door.good, door.kind, body)
