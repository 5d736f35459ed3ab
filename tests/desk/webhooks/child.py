"""A process that carries out webhooks until it is killed: `child.py DATABASE_URL`, the key in XIAOBAO_KEY."""

import asyncio
import os
import sys

from desk.bus import InProcessBus
from desk.clock import utc_now
from desk.outbox.worker import OutboxWorker
from desk.privacy.vault import Vault
from desk.store.database import Database
from desk.webhooks.delivery import WebhookErrand
from desk.webhooks.sending import Sender


async def main() -> None:
    database, vault = Database(sys.argv[1]), Vault((os.environ["XIAOBAO_KEY"],))
    errand = WebhookErrand(database, vault, Sender(private=True), utc_now)
    worker = OutboxWorker(database, vault, InProcessBus(), utc_now, errand.handlers(), errand.dead)
    while True:
        await worker.work_once()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
