"""`python -m desk.privacy.person export|erase --phone +86…`: one person's data, without the API.

The same use cases as POST /api/v1/persons/export and …/erase. It may run beside the desk; what lies outside the
database (files, the brain's memory) follows by the running desk's outbox.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from pydantic import ValidationError

from desk.attachments.storage import storage_of
from desk.clock import utc_now
from desk.commands import operator
from desk.errors import DeskError
from desk.limits import InProcessLimiter, Limiter, RedisLimiter
from desk.privacy.commands import settings_of_folder
from desk.privacy.schemas import ErasureIn, PersonIn
from desk.privacy.service import PrivacyDesk, erase_one, export_person, write_zip
from desk.privacy.trackers import Trackers
from desk.privacy.vault import Vault
from desk.settings import Settings, SettingsError
from desk.store.database import Database


def desk_for(settings: Settings) -> PrivacyDesk:
    vault = Vault(settings.keys, settings.digest_key)
    limiter: Limiter = InProcessLimiter()
    if settings.redis_url:
        limiter = RedisLimiter(settings.redis_url, vault.digest("limits", ""))
    return PrivacyDesk(
        Database(settings.database_url),
        vault,
        storage_of(settings.files, endpoint=settings.s3_endpoint, path_style=settings.s3_path_style),
        limiter,
        Trackers(settings.brain_database),
        settings.retention,
    )


async def carry_out(arguments: argparse.Namespace) -> None:
    """Raises SettingsError, pydantic.ValidationError, DeskError, FileExistsError."""
    whose = {"phone": arguments.phone, "conversation_id": arguments.conversation, "case_no": arguments.case}
    desk, actor = desk_for(settings_of_folder()), operator()
    try:
        if arguments.what == "erase":
            asked = ErasureIn.model_validate({**whose, "reason": arguments.reason})
            done = await erase_one(desk, asked, actor=actor, now=utc_now())
            print(done.model_dump_json(indent=2))
            return
        told = await export_person(desk, PersonIn.model_validate(whose), actor=actor, now=utc_now())
        if arguments.zip is None:
            print(told.model_dump_json(indent=2))
            return
        handle = os.open(arguments.zip, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            await write_zip(desk, told, out)
        print(f"written to {arguments.zip}", file=sys.stderr)
    finally:
        await desk.limiter.close()
        await desk.database.close()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m desk.privacy.person", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("what", choices=["export", "erase"])
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--phone", help="E.164, for example +8613912345678")
    whose.add_argument("--conversation", help="id of a conversation")
    whose.add_argument("--case", help="number of a case")
    parser.add_argument("--reason", help="why it is erased; kept, sealed")
    parser.add_argument("--zip", type=Path, help="export to this new file, with the files")
    arguments = parser.parse_args(argv)
    if arguments.what == "erase" and not arguments.reason:
        parser.error("erase needs --reason")
    try:
        asyncio.run(carry_out(arguments))
    except ValidationError as error:
        places = ", ".join("/".join(map(str, item["loc"])) for item in error.errors(include_input=False))
        print(f"person: cannot be used: {places}", file=sys.stderr)
        return 2
    except (SettingsError, DeskError, FileExistsError) as error:
        print(f"person: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
