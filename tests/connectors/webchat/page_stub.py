"""A stand-in for the desk, only to look at the chat page and to test it: `python page_stub.py PORT`.

It speaks the web chat API from memory with canned replies, chosen by a word in the message, and lets a test
break things: `/stub/faults`, `/stub/expire`, `/stub/push`, `/stub/event`; `/stub/received` lists what arrived,
`/stub/anew` forgets everything.
It knows nothing of complaints and is no part of the service.
"""

import argparse
import asyncio
import itertools
import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any

from sanic import HTTPResponse, Request, Sanic, response

from connectors.webchat import pages
from connectors.webchat.built import DIST
from desk.web import headers
from desk.web.built import read_built

HEARTBEAT_SECONDS = 15
SHUTDOWN_SECONDS = 0.1  # open event streams would hold the default of 15
Json = dict[str, Any]


@dataclass
class Conversation:
    """One session: its history, and the queues of the streams that are open on it."""

    token: str
    messages: list[Json] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    offers: dict[str, str] = field(default_factory=dict)
    running: set[str] = field(default_factory=set)  # message ids of turns under way
    streams: set[asyncio.Queue[tuple[str, Json]]] = field(default_factory=set)

    def publish(self, event: str, data: Json) -> None:
        for stream in self.streams:
            stream.put_nowait((event, data))


@dataclass
class Desk:
    """Everything the stub remembers; `faults` maps a path's last word to the statuses it answers next."""

    conversations: dict[str, Conversation] = field(default_factory=dict)
    attachments: dict[str, Json] = field(default_factory=dict)
    faults: dict[str, list[int]] = field(default_factory=dict)
    received: list[Json] = field(default_factory=list)
    begun: list[Json] = field(default_factory=list)  # bodies of POST /sessions
    pace_seconds: float = 0.5
    streaming: bool = True
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def say(self, conversation: Conversation, sender: str, **fields: Any) -> Json:
        message: Json = {
            "id": f"m{next(self.numbers):06d}",
            "from": sender,
            "text": None,
            "quick_replies": [],
            "answer": None,
            "case": None,
            "attachment": None,
            "created_at": datetime.now(UTC).isoformat(),
            **fields,
        }
        for offer in message["quick_replies"]:
            conversation.offers[offer["payload"]] = offer["title"]
        conversation.messages.append(message)
        if sender != "user":
            conversation.publish("reply", message)
        return message


def offers(*titles: str) -> list[Json]:
    return [{"title": title, "payload": uuid.uuid4().hex} for title in titles]


def bot(text: str, **fields: Any) -> Json:
    return {"sender": "bot", "text": text, **fields}


RETURNS = "网络购买商品七日无理由退货暂行办法"
SUMMARY_ROWS = [
    {"slot": slot, "label": label, "value": value, "editable": slot != "evidence"}
    for slot, label, value in (
        ("merchant", "商家", "欧亚商都服装区羽绒服专柜"),
        ("merchant_address", "商家地址", "吉林省长春市朝阳区飞跃路欧亚卖场四楼"),
        ("product", "商品或服务", "羽绒服"),
        ("purchase_date", "购买时间", "2026年10月15日"),
        ("amount", "涉及金额", "1,280元"),
        ("demands", "您的要求", "退款"),
        ("phone", "电话", "138 **** 5678"),
        ("story", "经过", "上个月15号买了件羽绒服，穿两次就钻绒，店里不给退，我要退款"),
        ("evidence", "证据", "2 份"),
    )
]
CASE = {
    "case_no": "XB26-7K3M-94QF",
    "state": "accepted",
    "state_label": "已受理",
    "ended": False,
    "next_step": "已受理。接下来由承办部门联系双方，看是否都同意调解。",
    "dates": [{"label": "调解", "day": "2027-01-24", "provisional": True}],
    "timeline": [
        {"label": "登记", "note": None, "at": "2026-11-20T02:30:00Z"},
        {"label": "要求补充材料", "note": "请补一张购物小票。", "at": "2026-11-23T02:30:00Z"},
        {"label": "材料已补充", "note": None, "at": "2026-11-24T02:30:00Z"},
        {"label": "受理", "note": None, "at": "2026-11-25T02:30:00Z"},
    ],
}
CANNED: dict[str, list[Json]] = {
    "七天": [
        bot(
            "网上买的多数东西，收到后七天内可以退，不用说理由。\n\n您可以这样做：\n1. 先在订单里点「申请退货」，留好截图。\n"
            "2. 东西和配件保持完好，一起寄回去。\n3. 商家收到后一直拖着不退钱，再来找我。",
            answer={
                "topic": "return_online_seven_days",
                "confidence": "A",
                "as_of": "2026-11-21",
                "sources": [
                    {"law": "中华人民共和国消费者权益保护法", "article": 25},
                    {"law": RETURNS, "article": 6},
                    {"law": RETURNS, "article": 10},
                ],
            },
            quick_replies=offers("商家不肯退，我要投诉", "运费谁出", "没有别的问题了"),
        )
    ],
    "退款": [
        bot(
            "卡里没用完的钱，一般可以要求退。先找到办卡的合同和付款记录，再和店里说。",
            answer={
                "topic": "prepaid_card_refund",
                "confidence": "B",
                "as_of": "2026-11-21",
                "sources": [{"law": "单用途商业预付卡管理办法（试行）", "article": None}],
            },
        )
    ],
    "登记": [
        bot(
            "登记投诉需要您的姓名、电话、联系地址和事情经过，用来核实身份、处理投诉和联系您。同意吗？",
            expects={"slot": "consent", "kind": "choice"},
            quick_replies=offers("同意，开始", "不同意"),
        )
    ],
    "核对": [
        bot(
            "请核对您的投诉：\n· 商家：欧亚商都\n· 涉及金额：1,280元\n没问题就点“确认提交”。",
            expects={
                "slot": "submit_decision",
                "kind": "choice",
                "card": {
                    "title": "请核对您的投诉：",
                    "rows": SUMMARY_ROWS,
                    "note": "照片、订单截图可以直接发过来当证据。没问题就点“确认提交”。",
                },
            },
            quick_replies=offers("确认提交", "改一改", "取消"),
        )
    ],
    "投诉": [
        bot(
            "好的，我帮您登记。开始前想请您同意：我们会用到您的姓名、电话和地址，只用来办理这件投诉。",
            quick_replies=offers("同意，开始", "先不登记"),
        )
    ],
    "同意": [
        bot("谢谢您。请把事情从头说一遍：在哪家店、买了什么、花了多少钱、出了什么问题。"),
        bot("想到什么说什么就行，漏了的我再问您。"),
    ],
    "编号": [
        bot(
            "已经登记好了。7 个工作日内（12 月 2 日前）会告诉您是否受理。",
            case={"case_no": "XB26-7K3M-94QF", "status": "submitted"},
            quick_replies=offers("查进度", "再补充一点"),
        )
    ],
    "转人工": [
        {"sender": "system", "text": "已经为您转给工作人员，前面还有 2 位。您可以继续打字，他们看得到。"},
        {"sender": "staff", "text": "您好，我是值班的小李。您前面说的我都看到了，咱们接着说。"},
    ],
    "[位置]": [bot("好的，您在吉林省长春市。投诉可以拨打 0431-12345，也可以拨打 12315。")],
    "脚本": [bot("<img src=x onerror=\"document.title='hacked'\"><b>不是粗体</b>")],
    "长": [
        bot(
            f"订单号 {'20261121' * 6} 已经记下。\n网址 https://www.example.com/{'path/' * 20}\n{'说得长一点。' * 40}"
        )
    ],
}
UNKNOWN = [bot("您说的是哪一种情况？", quick_replies=offers("退货退款", "假货", "都不是"))]


def replies_for(text: str) -> list[Json]:
    return next((replies for word, replies in CANNED.items() if word in text), UNKNOWN)


async def run_turn(desk: Desk, conversation: Conversation, message_id: str, text: str) -> None:
    def tell(state: str) -> None:
        conversation.publish("turn", {"message_id": message_id, "state": state})

    conversation.running.add(message_id)
    tell("running")
    await asyncio.sleep(desk.pace_seconds)
    conversation.running.discard(message_id)
    if "失败" in text:
        tell("failed")
        return
    if "排队" in text:
        tell("waiting")
        return
    tell("done")
    for reply in replies_for(text):
        desk.say(conversation, **reply)


def problem(status: int, detail: str) -> HTTPResponse:
    headers = {"Retry-After": "1"} if status in (429, 503) else {}
    body = {"title": "请求没有成功", "detail": detail, "status": status}
    return response.json(body, status, headers, content_type="application/problem+json", ensure_ascii=False)


def conversation_of(desk: Desk, request: Request) -> Conversation | None:
    return desk.conversations.get(request.token or "")


def create_app(framed_by: tuple[str, ...] = ()) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic("page_stub", configure_logging=False)
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = SHUTDOWN_SECONDS
    desk = Desk()
    pages.install(app, read_built(DIST), framed_by=framed_by)
    headers.install(app)
    add_faults(app, desk)
    add_sessions(app, desk)
    add_messages(app, desk)
    add_events(app, desk)
    add_control(app, desk)
    return app


def add_faults(app: Sanic[Any, Any], desk: Desk) -> None:
    @app.on_request
    async def fail_as_told(request: Request) -> HTTPResponse | None:
        if not request.path.startswith("/webchat/api/"):
            return None
        planned = desk.faults.get(f"{request.method} {request.path.rsplit('/', 1)[1]}", [])
        return problem(planned.pop(0), "现在人有点多，请稍等一下。") if planned else None


def add_sessions(app: Sanic[Any, Any], desk: Desk) -> None:
    @app.post("/webchat/api/sessions")
    async def create_session(request: Request) -> HTTPResponse:
        asked = request.json or {}
        desk.begun.append(asked)
        if asked.get("region") == "99" or asked.get("resume") == "expired-token":
            return problem(400, "这个链接已经失效。")
        token = uuid.uuid4().hex
        desk.conversations[token] = Conversation(token)
        notice = "您是从「吉林省长春市」的链接进来的。" if asked.get("region") else None
        if asked.get("resume"):
            notice = "已接上您在电话里说的事。"
            desk.say(desk.conversations[token], "bot", text="我们接着说：商家叫什么名字？")
        begun = {"session_id": str(uuid.uuid4()), "token": token, "notice": notice}
        return response.json(begun, 201)

    @app.get("/webchat/api/cases/<case_no:str>")
    async def case_status(request: Request, case_no: str) -> HTTPResponse:
        if conversation_of(desk, request) is None or case_no != CASE["case_no"]:
            return problem(404, "没有找到这个编号。")
        return response.json(CASE)

    @app.post("/webchat/api/attachments")
    async def attach(request: Request) -> HTTPResponse:
        if conversation_of(desk, request) is None:
            return problem(401, "对话已过期。")
        assert request.files is not None
        upload = request.files["file"][0]
        attachment = {
            "id": uuid.uuid4().hex,
            "name": upload.name,
            "media_type": upload.type,
            "size": len(upload.body),
        }
        desk.attachments[attachment["id"]] = attachment
        return response.json({"attachment_id": attachment["id"]}, 201)


def add_messages(app: Sanic[Any, Any], desk: Desk) -> None:
    @app.post("/webchat/api/messages")
    async def receive(request: Request) -> HTTPResponse:
        conversation = conversation_of(desk, request)
        if conversation is None:
            return problem(401, "对话已过期。")
        body = request.json
        desk.received.append(body)
        message_id = body["message_id"]
        if "payload" in body and body["payload"] not in conversation.offers:
            return problem(422, "这个选项已经过期了，请直接打字告诉我。")
        text = body.get("text") or conversation.offers.get(body.get("payload", ""), "")
        if "location" in body:
            text = "[位置] 吉林省长春市"
        if "不收" in text:
            return problem(422, "这句话里有我们不能接收的内容。")
        if message_id not in conversation.known:
            conversation.known.add(message_id)
            attachment = desk.attachments.get(body.get("attachment_id", ""))
            desk.say(conversation, "user", text=text or None, attachment=attachment, message_id=message_id)
            app.add_task(run_turn(desk, conversation, message_id, text))
        return response.json({"message_id": message_id, "turn_id": uuid.uuid4().hex}, 202)

    @app.put("/webchat/api/messages/<message_id:str>/feedback")
    async def judge(request: Request, message_id: str) -> HTTPResponse:
        conversation = conversation_of(desk, request)
        if conversation is None:
            return problem(401, "对话已过期。")
        for message in conversation.messages:
            if message["id"] == message_id:
                message["feedback"] = request.json["verdict"]
        return response.empty(204)

    @app.get("/webchat/api/messages")
    async def history(request: Request) -> HTTPResponse:
        conversation = conversation_of(desk, request)
        if conversation is None:
            return problem(401, "对话已过期。")
        after, limit = request.args.get("after", ""), int(request.args.get("limit", "50"))
        found = [message for message in conversation.messages if message["id"] > after]
        return response.json({"messages": found[:limit]})


async def event_lines(queue: asyncio.Queue[tuple[str, Json]]) -> AsyncIterator[str]:
    yield ": open\n\n"
    while True:
        try:
            event, data = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            yield ": still here\n\n"
            continue
        if event == "close":  # not sent: the stream ends as if the network had dropped it
            return
        head = f"id: {data['id']}\n" if "id" in data else ""
        yield f"{head}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def add_events(app: Sanic[Any, Any], desk: Desk) -> None:
    @app.get("/webchat/api/events")
    async def events(request: Request) -> HTTPResponse | None:
        conversation = conversation_of(desk, request)
        if conversation is None:
            return problem(401, "对话已过期。")
        if not desk.streaming:
            return problem(503, "暂时不能推送。")
        queue: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
        conversation.streams.add(queue)
        for message_id in conversation.running:
            queue.put_nowait(("turn", {"message_id": message_id, "state": "running"}))
        stream = await request.respond(
            content_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )
        try:
            async for piece in event_lines(queue):
                await stream.send(piece)
        finally:
            conversation.streams.discard(queue)
        return None


HOST_HEADERS = {
    # As strict as the widget bears: no inline style, scripts and frames from the desk alone.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src http://127.0.0.1:*; frame-src http://127.0.0.1:*"
}


def host_page(request: Request) -> str:
    desk_url = f"http://{request.host.replace('localhost', '127.0.0.1')}"
    options = " ".join(f'data-{name}="{escape(value)}"' for name, value in request.query_args)
    return f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>某市市场监督管理局</title></head>
<body><main><h1>某市市场监督管理局</h1><p>消费者权益保护 · 投诉举报指南</p><button id="own">本页自己的按钮</button></main>
<script src="{desk_url}/webchat/widget.js" {options} async></script></body></html>"""


def add_control(app: Sanic[Any, Any], desk: Desk) -> None:
    @app.post("/stub/faults")
    async def plan(request: Request) -> HTTPResponse:
        """{"faults": {"POST messages": [503, 503]}, "streaming": false, "pace_seconds": 0.1}, each optional."""
        desk.faults.update(request.json.get("faults", {}))
        desk.streaming = request.json.get("streaming", desk.streaming)
        desk.pace_seconds = request.json.get("pace_seconds", desk.pace_seconds)
        return response.empty()

    @app.post("/stub/anew")
    async def anew(_request: Request) -> HTTPResponse:
        vars(desk).update(vars(Desk()))
        return response.empty()

    @app.post("/stub/expire")
    async def expire(_request: Request) -> HTTPResponse:
        desk.conversations.clear()
        return response.empty()

    @app.post("/stub/push")
    async def push(request: Request) -> HTTPResponse:
        for conversation in desk.conversations.values():
            desk.say(conversation, **request.json)
        return response.empty()

    @app.post("/stub/event")
    async def event(request: Request) -> HTTPResponse:
        for conversation in desk.conversations.values():
            conversation.publish(request.json["event"], request.json["data"])
        return response.empty()

    @app.get("/stub/begun")
    async def begun(_request: Request) -> HTTPResponse:
        return response.json(desk.begun)

    @app.get("/stub/host")
    async def host(request: Request) -> HTTPResponse:
        """Somebody else's page, on another origin than the desk's, with the widget; its query becomes data-…"""
        return response.html(host_page(request), headers=HOST_HEADERS)

    @app.get("/stub/received")
    async def received(_request: Request) -> HTTPResponse:
        return response.json(desk.received)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("port", type=int)
    arguments.add_argument("--framed-by", nargs="*", default=[])
    given = arguments.parse_args()
    app = create_app(tuple(given.framed_by))
    app.run("127.0.0.1", given.port, single_process=True, motd=False, access_log=False)
