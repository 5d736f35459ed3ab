"""An assistant in memory: keeps what it was told, answers as the test says. For calls without a brain."""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from connectors.hotline.call import Call, Reply, Turn
from desk.conversations.service import open_conversation
from desk.privacy.vault import Vault


@dataclass
class Talked:
    """One conversation. told: the turns; ready: answers not taken yet."""

    call: Call
    told: list[Turn] = field(default_factory=list)
    message_ids: list[str] = field(default_factory=list)
    ready: list[Reply] = field(default_factory=list)
    handed_off: list[bool] = field(default_factory=list)
    hung_up: int = 0


class InMemory:
    """answer: what a turn is answered; None: nothing until `say`."""

    def __init__(self, vault: Vault, answer: Callable[[Turn], Reply | None]) -> None:
        self._vault, self.answer = vault, answer
        self.thinks = 0.3  # seconds after which it is clear that it has nothing to say yet
        self.by_id: dict[str, Talked] = {}
        self.case_no: str | None = None

    @property
    def only(self) -> Talked:
        (found,) = self.by_id.values()
        return found

    def say(self, reply: Reply) -> None:
        """The answer that was being thought of is there."""
        self.only.ready.append(reply)

    async def open(self, session: AsyncSession, call_key: str, call: Call, *, now: dt.datetime) -> str:
        opened = await open_conversation(session, self._vault, channel="hotline", person=call_key, now=now)
        self.by_id.setdefault(opened.id, Talked(call))
        return opened.id

    async def tell(
        self, session: AsyncSession, conversation_id: str, turn: Turn, *, message_id: str, now: dt.datetime
    ) -> None:
        talked = self.by_id[conversation_id]
        if message_id in talked.message_ids:
            return
        talked.message_ids.append(message_id)
        talked.told.append(turn)
        if (reply := self.answer(turn)) is not None:
            talked.ready.append(reply)

    async def ready(self, conversation_id: str, *, wait: float) -> bool:
        end = asyncio.get_running_loop().time() + min(wait, self.thinks)
        while not self.by_id[conversation_id].ready and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.01)
        return bool(self.by_id[conversation_id].ready)

    async def take(self, session: AsyncSession, conversation_id: str, *, now: dt.datetime) -> Reply | None:
        talked = self.by_id[conversation_id]
        return talked.ready.pop(0) if talked.ready else None

    async def hand_off(
        self, session: AsyncSession, conversation_id: str, call: Call, *, failed: bool, now: dt.datetime
    ) -> None:
        self.by_id[conversation_id].handed_off.append(failed)

    async def hung_up(
        self, session: AsyncSession, conversation_id: str, call: Call, *, now: dt.datetime
    ) -> None:
        self.by_id[conversation_id].hung_up += 1

    async def case_of(self, session: AsyncSession, conversation_id: str) -> str | None:
        return self.case_no
