"""Looking into a database: which revision, where the audit log ends, whether what is sealed opens."""

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.service import read_head
from desk.audit.verifying import Broken, verify
from desk.backup.errors import BackupError
from desk.privacy.vault import SealBroken, Vault
from desk.store.base import Base
from desk.store.database import Database
from desk.store.models import load_models


@dataclass(frozen=True)
class Looked:
    """revision: of the migrations; audit: SEQ:HASH of the log's head."""

    revision: str
    audit: str


async def look(database: Database) -> Looked:
    """Raises BackupError where there is no database of ours."""
    try:
        async with database.read() as session:
            revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
            seq, head = await read_head(session)
    except SQLAlchemyError as error:
        raise BackupError(f"the database cannot be read ({type(error).__name__})") from error
    return Looked(str(revision), f"{seq}:{head}")


async def check_audit(session: AsyncSession, vault: Vault, anchor: str) -> int:
    """Entries of the audit log, which holds and is not shorter than the anchor says. Raises BackupError."""
    seq, _, head = anchor.partition(":")
    found = await verify(session, vault, anchor=(int(seq), head) if int(seq) else None)
    if isinstance(found, Broken):
        raise BackupError(f"the audit log is broken at entry {found.seq}: {found.fault.value}")
    return found.seq


async def check_seals(session: AsyncSession, vault: Vault) -> int:
    """Open the first and the last sealed value of each column; how many were opened. Raises BackupError.

    The first are sealed with the oldest key in use, the last with the newest.
    """
    load_models()
    opened = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if "sealed" not in column.name.split("_"):
                continue
            key = next(iter(table.primary_key.columns))
            for end in (func.min, func.max):
                edge = select(end(key)).where(column.is_not(None)).scalar_subquery()
                sealed = await session.scalar(select(column).where(key == edge).limit(1))
                if sealed is None:
                    continue
                try:
                    vault.open(sealed)
                except SealBroken as error:
                    raise BackupError(
                        f"{table.name}.{column.name} does not open with XIAOBAO_KEY: the keys are not those of this backup"
                    ) from error
                opened += 1
    return opened
