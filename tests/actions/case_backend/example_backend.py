"""A case backend of one page, as docs/case-backend.md asks for it: what another organisation would put there."""

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from tests.actions.case_backend.example_talks import add_talks

TOKEN = "example-token"
STATES = {
    "submitted": ("已登记", "接下来由有权处理的部门审核。"),
    "needs_info": ("待补正", "还需要您补充材料。"),
    "reconciling": ("先行和解中", "正在请商家先与您协商。"),
    "settled": ("达成和解", "双方已达成一致。"),
    "withdrawn": ("已撤回", "已按您的意思撤回。"),
}
OPEN = ("submitted", "needs_info", "reconciling")


def problem(status: int, code: str) -> HTTPResponse:
    return json({"code": code, "title": code}, status, content_type="application/problem+json")


def dispute(told: dict[str, Any]) -> tuple[Any, ...]:
    return (told["complainant"]["phone"], told["respondent"]["name"], told["purchase"]["order_no"])


def create_backend(name: str) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic(name)
    cases: dict[str, dict[str, Any]] = {}
    # By key: what was asked, and the answer. A real backend keeps them with the case, in one transaction.
    answers: dict[str | None, tuple[Any, Callable[[], HTTPResponse]]] = {}
    numbers = itertools.count(1)
    app.ctx.cases, app.ctx.enrolled = cases, set()

    @app.on_request
    async def check(request: Request) -> HTTPResponse | None:
        if request.token != TOKEN:
            return problem(401, "unauthorized")
        key = request.headers.get("idempotency-key")
        if key is not None and key in answers:
            same = answers[key][0] == (request.path, request.json)
            return answers[key][1]() if same else problem(422, "idempotency_key_reused")
        return None

    def once(request: Request, case: dict[str, Any], status: int = 200) -> HTTPResponse:
        case.update(zip(("state_label", "next_step"), STATES[case["state"]], strict=True))
        body = dict(case)
        answers[request.headers["idempotency-key"]] = (
            (request.path, request.json),
            lambda: json(body, status),
        )
        return json(body, status)

    @app.post("/api/v1/cases")
    async def file_case(request: Request) -> HTTPResponse:
        told = request.json
        for case in cases.values():
            if dispute(case) == dispute(told) and case["state"] in OPEN:
                return once(request, case | {"received_again": True}, 201)
        now = dt.datetime.now(dt.UTC).isoformat()
        case = told | {"case_no": f"EX{next(numbers):06d}", "state": "submitted", "created_at": now}
        cases[case["case_no"]] = case | {"closed_at": None, "satisfaction": None}
        return once(request, cases[case["case_no"]], 201)

    @app.get("/api/v1/cases")
    async def list_cases(request: Request) -> HTTPResponse:
        told_in = request.args.get("conversation_id")
        own = [
            case | dict(zip(("state_label", "next_step"), STATES[case["state"]], strict=True))
            for case in cases.values()
            if case["conversation_id"] == told_in
        ]
        return json({"cases": own[::-1], "next_cursor": None})

    @app.post("/api/v1/<lookup:cases:lookup>")
    async def look_up(request: Request, lookup: str) -> HTTPResponse:
        case = cases.get(request.json["case_no"])
        if case is None or not case["complainant"]["phone"].endswith(request.json["phone_last4"]):
            return problem(404, "case_not_found")
        return json({name: case[name] for name in ("case_no", "state_label", "created_at", "next_step")})

    @app.post("/api/v1/cases/<number:str>/<what:(updates|satisfaction)>")
    async def change(request: Request, number: str, what: str) -> HTTPResponse:
        case, told = cases.get(number), request.json
        if case is None or case["conversation_id"] != told["conversation_id"]:
            return problem(404, "case_not_found")
        if what == "satisfaction":
            if case["state"] != "settled" or case["satisfaction"]:
                return problem(409, "not_rateable")
            case["satisfaction"] = told["rating"]
        elif case["state"] not in OPEN and case["state"] != told["kind"] + "n":
            return problem(409, "update_not_allowed")
        else:
            case["state"] = "withdrawn" if told["kind"] == "withdraw" else "submitted"
            case.update(closed_at=case["created_at"] if case["state"] == "withdrawn" else None)
        return once(request, case)

    add_talks(app, cases, problem)  # optional: leave it out, and nobody is offered to talk first
    return app
