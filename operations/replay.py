"""`make replay FILE=narratives.jsonl`: each real story sent through web chat by a scripted consumer.

The consumer tells the story, asks to file, answers what is asked, checks what the assistant says it heard
against what the annotators marked, corrects it in plain words, and submits; or accepts to be sent to the
authority that is competent. At the end the filed case is read back from the case API and compared with what
the consumer meant. Prints a line a story and the totals; exits with 1 if a story ended nowhere or wrong.
"""

import json
import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from operations.processes import Stack
from operations.webchat import WebChat

MOST_TURNS = 40
# Titles of the buttons the consumer taps, as a person reads them on the page.
FILE_IT, AGREE, SUBMIT, LEAVE, STAY = (
    "帮我登记投诉",
    "同意，开始",
    "确认提交",
    "知道了，不登记",
    "还是在这里登记",
)
WISH = "我要投诉"

# Which redirections suit which kind of story, as the annotators named the kinds.
RIGHT_AUTHORITIES = {
    "旅游": {"culture_tourism"},
    "快递": {"postal"},
    "电信": {"telecom"},
    "教育培训": {"education", "transport"},
    "交通出行": {"transport", "railway", "aviation", "government_hotline"},
    "装修建材": {"housing"},
    "医疗": {"health"},
    "金融": {"finance", "central_bank"},
    "其他": {"housing", "finance", "education", "government_hotline", "tax", "health"},
}
DEFAULTS = {
    "merchant": "好邻居商行",
    "merchant_address": "长春市朝阳区人民大街100号附近",
    "platform": "淘宝",
    "product": "商品",
    "purchase_date": "上个月10号",
    "amount": "1000元",
    "demands": "退款",
    "name": "王小丽",
    "phone": "13812345678",
    "address": "长春市朝阳区红旗街道湖西小区",
}
HEARD_LINE = re.compile(r"^· ([^：]+)：(.*)$", re.MULTILINE)
LABELS = {"商家": "merchant", "涉及金额": "amount", "购买时间": "purchase_date"}


@dataclass
class Outcome:
    """How one story ended."""

    story_id: str
    end: str = "nowhere"  # filed, redirected or nowhere
    questions: int = 0
    heard: set[str] = field(default_factory=set)
    corrected: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # fields filed other than meant
    note: str = ""


def meant(gold: dict[str, Any]) -> dict[str, Any]:
    """What the consumer means, where the annotators marked it without doubt."""
    amounts = [a["yuan"] for a in gold.get("amount") or [] if a.get("yuan") is not None]
    date = (gold.get("purchase_date") or {}).get("iso")
    return {
        "merchant": gold.get("merchant") or [],
        "amount": amounts,
        "purchase_date": date,
        "product": gold.get("product"),
    }


def same_name(said: str, names: Iterable[str]) -> bool:
    return any(
        said in name or name in said or len(set(said) & set(name)) >= 0.8 * len(set(name)) for name in names
    )


def contradicts(slot: str, shown: str, truth: dict[str, Any]) -> bool:
    """Whether a value that the assistant showed is other than what the consumer means."""
    if slot == "amount":
        number = re.search(r"[\d,]+(?:\.\d+)?", shown)
        return bool(
            truth["amount"] and number and float(number.group().replace(",", "")) not in truth["amount"]
        )
    if slot == "purchase_date" and truth["purchase_date"]:
        parts = [f"{int(p):02d}" for p in re.findall(r"\d+", shown)]
        iso = "-".join(parts)
        return not (iso.startswith(truth["purchase_date"]) or truth["purchase_date"].startswith(iso))
    return slot == "merchant" and bool(truth["merchant"]) and not same_name(shown, truth["merchant"])


class Consumer:
    """One scripted person with one story."""

    def __init__(self, chat: WebChat, row: dict[str, Any]) -> None:
        self.chat, self.row, self.truth = chat, row, meant(row["gold"])
        self.outcome = Outcome(row["id"])
        self.authority: str | None = None

    def run(self) -> Outcome:
        replies = self.chat.say(self.row["text"])
        for _ in range(MOST_TURNS):
            if self._ended(replies):
                return self.outcome
            replies = self._respond(replies)
        self.outcome.note = f"gave up at: {(replies[-1]['text'] or '')[:60] if replies else '(silence)'}"
        return self.outcome

    def _ended(self, replies: list[dict[str, Any]]) -> bool:
        if filed := [r["case"] for r in replies if r.get("case")]:
            self.outcome.end, self.outcome.note = "filed", filed[0]["case_no"]
        return self.outcome.end != "nowhere"

    def _respond(self, replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        asked = next((r["expects"] for r in reversed(replies) if r.get("expects")), None)
        correction = self._correction(replies) if asked else None
        if correction:
            return self.chat.say(correction)
        if asked is None:
            return self._start(replies)
        self.outcome.questions += 1
        return self._answer(asked["slot"], replies)

    def _start(self, replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        offer = self._button(replies, FILE_IT)
        return self.chat.tap(offer) if offer else self.chat.say(WISH)

    def _correction(self, replies: list[dict[str, Any]]) -> str | None:
        for reply in replies:
            summary = (reply.get("expects") or {}).get("slot") == "submit_decision"
            for label, shown in HEARD_LINE.findall(reply["text"] or ""):
                if not summary:
                    self.outcome.heard.add(label)
                slot = LABELS.get(label)
                if slot is None:
                    continue
                if contradicts(slot, shown, self.truth) and slot not in self.outcome.corrected:
                    self.outcome.corrected.append(slot)
                    return f"{label}写错了，应该是{self._value(slot)}"
        return None

    def _value(self, slot: str) -> str:
        match slot:
            case "amount" if self.truth["amount"]:
                return f"{self.truth['amount'][0]}元"
            case "purchase_date" if self.truth["purchase_date"]:
                parts = self.truth["purchase_date"].split("-")
                return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))
            case "merchant" if self.truth["merchant"]:
                return str(self.truth["merchant"][0])
            case "product" if self.truth["product"]:
                return str(self.truth["product"])
        return DEFAULTS.get(slot, "不清楚")

    def _answer(self, slot: str, replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        title = {"consent": AGREE, "submit_decision": SUBMIT, "identity": "匿名举报"}.get(slot)
        if slot == "route":
            title = self._route(replies)
            if title == LEAVE:
                ended = self.chat.tap(self._button(replies, title) or "")
                self.outcome.end, self.outcome.note = "redirected", self.authority or ""
                return ended
        if title:
            button = self._button(replies, title)
            return self.chat.tap(button) if button else self.chat.say(title)
        return self.chat.say(self.row["text"] if slot == "story" else self._value(slot))

    def _route(self, replies: list[dict[str, Any]]) -> str:
        """Go where one is sent if it suits the matter; else insist on filing here."""
        self.authority = next((r["expects"].get("authority") for r in replies if r.get("expects")), None)
        right = RIGHT_AUTHORITIES.get(self.row["gold"].get("category_guess"), set())
        return LEAVE if self.authority in right else STAY

    @staticmethod
    def _button(replies: list[dict[str, Any]], title: str) -> str | None:
        buttons = [b for r in reversed(replies) for b in r["quick_replies"] if b["title"] == title]
        return buttons[0]["payload"] if buttons else None


def check_filed(stack: Stack, outcome: Outcome, truth: dict[str, Any]) -> None:
    """Compare the stored case with what was meant."""
    headers = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    answer = requests.get(f"{stack.url}/api/v1/cases/{outcome.note}", headers=headers, timeout=10)
    answer.raise_for_status()
    case = answer.json()
    purchase, respondent = case.get("purchase") or {}, case["respondent"]
    fen, day = purchase.get("amount_fen"), purchase.get("purchased_on")
    if truth["amount"] and fen is not None and fen / 100 not in truth["amount"]:
        outcome.wrong.append(f"amount {fen / 100}")
    iso = truth["purchase_date"]
    if iso and day and not (day.startswith(iso) or iso.startswith(day)):
        outcome.wrong.append(f"purchase_date {day}")
    if truth["merchant"] and not same_name(respondent["name"], truth["merchant"]):
        outcome.wrong.append(f"merchant {respondent['name']}")


def replay(stack: Stack, rows: Iterable[dict[str, Any]]) -> list[Outcome]:
    outcomes = []
    for row in rows:
        consumer = Consumer(WebChat(stack.url).open(), row)
        outcome = consumer.run()
        if outcome.end == "filed":
            check_filed(stack, outcome, consumer.truth)
        outcomes.append(outcome)
        told = (
            f"heard {','.join(sorted(outcome.heard)) or '-'}; corrected {','.join(outcome.corrected) or '-'}"
        )
        print(
            f"{outcome.story_id}: {outcome.end} {outcome.note}; {outcome.questions} questions; {told}; wrong {outcome.wrong}",
            flush=True,
        )
    return outcomes


def main() -> None:
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="xiaobao-replay-") as folder, Stack(Path(folder)) as stack:
        outcomes = replay(stack, rows)
        crashes = sum(stack.log(name).count("Traceback") for name in stack.names)
    ends = Counter(outcome.end for outcome in outcomes)
    questions = [outcome.questions for outcome in outcomes if outcome.end == "filed"]
    print(f"\n{len(outcomes)} stories: {dict(ends)}; crashes {crashes}")
    print(f"questions to a filed case: mean {statistics.mean(questions):.1f}, most {max(questions)}")
    print(f"fields taken from the story: mean {statistics.mean(len(o.heard) for o in outcomes):.2f}")
    print(
        f"corrected by the consumer: {sum(len(o.corrected) for o in outcomes)}; filed wrong: {[o.wrong for o in outcomes if o.wrong]}"
    )
    sys.exit(1 if ends["nowhere"] or crashes or any(o.wrong for o in outcomes) else 0)


if __name__ == "__main__":
    main()
