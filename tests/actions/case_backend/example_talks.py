"""Reconciliation in the example backend: what another organisation would add to let people talk with a business first."""

import uuid
from collections.abc import Callable
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

LABELS = {
    "offered": "等商家回复",
    "proposed": "商家已提方案",
    "declined": "方案未接受",
    "settled": "达成和解",
    "failed": "没有谈成",
}
Problem = Callable[[int, str], HTTPResponse]


def add_talks(app: Sanic[Any, Any], cases: dict[str, dict[str, Any]], problem: Problem) -> None:
    talks: dict[str, dict[str, Any]] = {}
    app.ctx.talks = talks

    def shown(talk: dict[str, Any]) -> HTTPResponse:
        return json(talk | {"state_label": LABELS[talk["state"]]})

    def end(talk: dict[str, Any], state: str, case_state: str) -> None:
        case = cases[talk["case_no"]]
        talk.update(state=state, ended_at=talk["due_on"])
        case.update(state=case_state, closed_at=case["created_at"] if state == "settled" else None)

    def answer(talk: dict[str, Any], proposal_id: str, given: str) -> str | None:
        """The code of a refusal. Repeating an answer changes nothing."""
        proposal = next((one for one in talk["messages"] if one["id"] == proposal_id), None)
        if proposal is None:
            return "proposal_not_found"
        if proposal.get("answer") == given:
            return None
        if talk["ended_at"]:
            return "reconciliation_over"
        if talk["state"] != "proposed" or talk["proposal"] is not proposal:
            return "proposal_not_open"
        proposal["answer"] = given
        if given == "accepted":
            end(talk, "settled", "settled")
        else:
            talk.update(state="declined", proposal=None)
        return None

    def say(talk: dict[str, Any], told: dict[str, Any]) -> str | None:
        if said := talk["said"].get(told["message_id"]):
            return None if said == told["text"] else "message_id_reused"
        if talk["ended_at"]:
            return "reconciliation_over"
        talk["said"][told["message_id"]] = told["text"]
        return None

    @app.route("/api/v1/cases/<number:str>/reconciliation", methods=["GET", "POST"])
    async def one(request: Request, number: str) -> HTTPResponse:
        case, told = cases.get(number), request.json or {}
        there = told.get("conversation_id") or request.args.get("conversation_id")
        if case is None or case["conversation_id"] != there:
            return problem(404, "case_not_found")
        if request.method == "POST" and case["state"] != "reconciling":
            if case["state"] != "submitted" or case["respondent"]["name"] not in app.ctx.enrolled:
                return problem(409, "not_reconcilable")
            case["state"] = "reconciling"
            name, now = case["respondent"]["name"], case["created_at"]
            fresh = {"state": "offered", "due_on": now[:10], "ended_at": None, "proposal": None}
            talks[number] = fresh | {"case_no": number, "enterprise_name": name, "said": {}, "messages": []}
        if number not in talks:
            return problem(404, "reconciliation_not_found")
        talks[number]["contact_shared"] = bool(told.get("share_contact"))
        return shown(talks[number])

    @app.post("/api/v1/cases/<number:str>/reconciliation/<what:(messages|acceptance|decline|end)>")
    async def act(request: Request, number: str, what: str) -> HTTPResponse:
        case, told, talk = cases.get(number), request.json, talks.get(number)
        if case is None or case["conversation_id"] != told["conversation_id"]:
            return problem(404, "case_not_found")
        if talk is None:
            return problem(404, "reconciliation_not_found")
        code = None
        if what == "messages":
            code = say(talk, told)
        elif what == "end":
            if talk["state"] == "settled":
                code = "reconciliation_over"
            elif talk["state"] != "failed":
                end(talk, "failed", "submitted")
        else:
            code = answer(talk, told["proposal_id"], "accepted" if what == "acceptance" else "declined")
        status = {"proposal_not_found": 404, "message_id_reused": 422}.get(code or "", 409)
        return problem(status, code) if code else shown(talk)


def propose(app: Sanic[Any, Any], number: str, terms: str, refund_fen: int) -> str:
    """What the enterprise does, over whichever channel it has."""
    talk, proposal = app.ctx.talks[number], {"id": str(uuid.uuid4()), "text": terms, "refund_fen": refund_fen}
    talk["messages"].append(proposal)
    talk.update(state="proposed", proposal=proposal)
    return str(proposal["id"])
