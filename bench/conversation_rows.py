"""Many conversations at once, for measuring the numbers: rows as the desk writes them, made without the desk."""

import datetime as dt
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, Table, insert

from bench.case_rows import ordered_id
from desk.conversations.messages import Body
from desk.conversations.model import Conversation, Message, Turn
from desk.insight.topics import topic_names
from desk.privacy.vault import Vault

BATCH = 2_000  # conversations
SPAN = dt.timedelta(days=180)
CHANNELS = ("webchat", "webchat", "wechat", "wechat", "wechat", "hotline")
QUESTIONS = (
    "快递把我的{0}摔碎了谁赔", "快递摔坏了{0}怎么赔", "{0}的押金退不退", "租的{0}押金能要回来吗", "邻居把{0}放楼道里找谁管",
    "楼道里堆{0}归谁管", "孩子给主播刷了钱买{0}能要回来吗", "小孩打赏主播的钱能退吗，说是买{0}", "{0}保修期怎么算", "{0}怎么退",
)  # fmt: skip
THINGS = ("碗", "电视", "手机", "自行车", "沙发", "花盆", "眼镜", "电脑", "衣柜", "钢琴")
TABLES: tuple[Table, ...] = (Conversation.__table__, Message.__table__, Turn.__table__)  # type: ignore[assignment]


class Sealed:
    """A pool of sealed values: sealing a million would be most of the time, and tells nothing of what is measured."""

    def __init__(self, vault: Vault, chance: random.Random) -> None:
        topics = list(topic_names())[:60]
        self.bodies = [
            vault.seal(Body(text=question.format(thing)).model_dump_json(exclude_defaults=True))
            for question in QUESTIONS
            for thing in THINGS
        ]
        self.reply = vault.seal(Body(text="可以这样办").model_dump_json(exclude_defaults=True))
        self.answers = [vault.seal(json.dumps(self._why("answer", topic, 0.9))) for topic in topics]
        self.declines = [
            vault.seal(json.dumps(self._why("fallback", topic, chance.uniform(0.1, 0.3)))) for topic in topics
        ]

    @staticmethod
    def _why(decision: str, topic: str, confidence: float) -> dict[str, Any]:
        return {
            "intent": {"name": "ask", "confidence": 0.9},
            "topic_ranking": [{"name": f"ask/{topic}", "confidence": confidence}],
            "decided": {"decision": decision, "topics": [topic] if decision == "answer" else []},
        }


def conversations(
    vault: Vault, count: int, *, until: dt.datetime, exchanges: int = 5, seed: int = 7
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]]:
    """`count` of them with twice `exchanges` messages each, in one visit or two. Topics are as unlike in number as real
    ones: the first is asked sixty times as often as the last."""
    chance = random.Random(seed)
    sealed = Sealed(vault, chance)
    for number in range(count):
        begun = until - SPAN * chance.random()
        conversation_id = ordered_id(begun, number)
        channel = chance.choice(CHANNELS)
        messages: list[dict[str, Any]] = []
        turns: list[dict[str, Any]] = []
        at = begun
        for exchange in range(exchanges):
            away = exchange == 3 and number % 3 == 0
            at += dt.timedelta(days=1) if away else dt.timedelta(seconds=chance.uniform(10, 90))
            _exchange(chance, sealed, conversation_id, number * 100 + exchange, at, messages, turns)
        yield (
            {
                "id": conversation_id, "channel": channel, "person_digest": f"{number:064x}", "owner": "assistant",
                "owned_until": None, "epoch": 0, "last_position": len(messages), "handoff_reason": None,
                "handoff_at": None, "erased_at": None, "created_at": begun, "last_activity_at": min(at, until),
            },
            messages,
            turns,
        )  # fmt: skip


def _exchange(
    chance: random.Random,
    sealed: Sealed,
    conversation_id: str,
    number: int,
    at: dt.datetime,
    messages: list[dict[str, Any]],
    turns: list[dict[str, Any]],
) -> None:
    turn_id, message_id = ordered_id(at, number), ordered_id(at, number + 50)
    declined = chance.random() < 0.06
    pool = sealed.declines if declined else sealed.answers
    why = pool[min(int(chance.paretovariate(0.7)) - 1, len(pool) - 1)]
    common = {"conversation_id": conversation_id, "turn_id": turn_id}
    messages.append(
        {
            **common, "id": message_id, "position": len(messages) + 1, "sender": "user", "created_at": at,
            "channel_message_id": message_id, "sealed_body": chance.choice(sealed.bodies),
        }
    )  # fmt: skip
    answered = at + dt.timedelta(seconds=chance.lognormvariate(-0.7, 0.7))
    turns.append(
        {
            "id": turn_id, "conversation_id": conversation_id, "message_id": message_id, "position": len(messages),
            "state": "failed" if chance.random() < 0.004 else "done", "attempts": 1, "failures": 0, "timeouts": 0,
            "next_try_at": at, "lease_until": None, "excused": False, "error_code": None, "created_at": at,
            "finished_at": answered, "sealed_explanation": why,
        }
    )  # fmt: skip
    messages.append(
        {
            **common, "id": ordered_id(answered, number + 70), "position": len(messages) + 1, "sender": "bot",
            "created_at": answered, "channel_message_id": None, "sealed_body": sealed.reply,
        }
    )  # fmt: skip


def fill_conversations(engine: Engine, vault: Vault, count: int, *, until: dt.datetime) -> None:
    """Insert them in batches: COPY on PostgreSQL, executemany on SQLite. Columns not named stand at their defaults."""
    made = conversations(vault, count, until=until)
    for batch in itertools.batched(made, BATCH):
        rows = (
            [one[0] for one in batch],
            [row for one in batch for row in one[1]],
            [row for one in batch for row in one[2]],
        )
        with engine.begin() as connection:
            for table, some in zip(TABLES, rows, strict=True):
                if engine.dialect.name == "sqlite":
                    connection.execute(insert(table), some)
                    continue
                names = list(some[0])
                cursor = connection.connection.cursor()
                with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
                    for row in some:
                        copy.write_row([row[name] for name in names])
