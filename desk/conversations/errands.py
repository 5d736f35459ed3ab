"""What the outbox carries out for conversations: filing a kept complaint, making the brain forget."""

from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import remove_files
from desk.attachments.storage import Storage, StorageAway
from desk.clock import Clock
from desk.conversations import wording
from desk.conversations.brain import Brain, BrainError
from desk.conversations.erasure import FILE_COMPLAINT, FORGET
from desk.conversations.messages import Body
from desk.conversations.model import Conversation
from desk.conversations.service import add_message, lock_conversation
from desk.handoff.desk import HandoffDesk, usual
from desk.handoff.requesting import request
from desk.handoff.staff import SYSTEM
from desk.handoff.states import HandoffReason
from desk.outbox.model import OutboxItem
from desk.outbox.worker import Finish, Handler, Refused, TryLater
from desk.privacy.vault import Vault
from telemetry.trace import onward

RETRYABLE = frozenset({401, 403, 404, 408, 409, 423, 425, 429})  # ours or the operator's fault: it passes


class Errands:
    """Handlers of the outbox. Cases are filed over the case API, so that another backend can stand there."""

    def __init__(
        self,
        vault: Vault,
        brain: Brain,
        clock: Clock,
        *,
        files: Storage,
        case_api_url: str,
        token: str,
        handoff: HandoffDesk | None = None,
    ) -> None:
        self._handoff = handoff or usual(vault)
        self._vault, self._brain, self._clock, self._files = vault, brain, clock, files
        self._cases = httpx.AsyncClient(
            base_url=case_api_url, headers={"Authorization": f"Bearer {token}"}, timeout=10.0, trust_env=False
        )

    def handlers(self) -> dict[str, Handler]:
        return {FILE_COMPLAINT: self.file_complaint, FORGET: self.forget}

    async def close(self) -> None:
        await self._cases.aclose()

    async def file_complaint(self, item: OutboxItem, body: dict[str, Any]) -> Finish:
        """File it under its own key: a try that did get through before gives the same case again."""
        try:
            response = await self._cases.post(
                "/api/v1/cases",
                json=body["body"],
                headers={"Idempotency-Key": body["idempotency_key"], **onward()},
            )
        except httpx.HTTPError as error:
            raise TryLater(type(error).__name__) from error
        if response.status_code >= 500 or response.status_code in RETRYABLE:
            raise TryLater(f"http_{response.status_code}")
        if response.status_code >= 300:
            raise Refused(f"http_{response.status_code}")
        case = response.json()

        async def tell(session: AsyncSession) -> None:
            number, next_step = case["case_no"], case["next_step"]
            again = case.get("received_again")
            said = wording.received_again_later if again else wording.filed_later
            await self._tell(
                session,
                item,
                Body(
                    text=said(number, next_step),
                    case={"case_no": number, "status": case["state_label"]},
                ),
            )

        return tell

    async def forget(self, item: OutboxItem, body: dict[str, Any]) -> Finish:
        """Erase the brain's tracker and the files of a conversation that was erased here."""
        try:
            await remove_files(self._files, body.get("files", ()))
        except StorageAway as error:
            raise TryLater(error.code) from error
        try:
            await self._brain.forget(body["conversation"])
        except BrainError as error:
            raise TryLater(error.fault.value) from error

        async def nothing(_session: AsyncSession) -> None:
            """The person was told when it was recorded."""

        return nothing

    async def dead(self, session: AsyncSession, item: OutboxItem) -> None:
        """A kept complaint was refused for good: the person must know, and staff must look."""
        if item.kind == FILE_COMPLAINT and item.conversation_id is not None:
            conversation = await self._tell(session, item, Body(text=wording.filing_refused()))
            await request(
                session,
                self._handoff,
                conversation,
                reason=HandoffReason.FILING_REFUSED,
                actor=SYSTEM,
                tells=False,
                now=self._clock(),
            )

    async def _tell(self, session: AsyncSession, item: OutboxItem, body: Body) -> Conversation:
        assert item.conversation_id is not None
        conversation = await lock_conversation(session, item.conversation_id)
        await add_message(session, self._vault, conversation, sender="system", body=body, now=self._clock())
        return conversation
