import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from desk.store.database import Database


async def test_an_error_of_the_database_does_not_repeat_what_people_wrote(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as raised:
        async with database.write() as session:
            await session.execute(text("INSERT INTO nowhere VALUES (:story)"), {"story": "王小丽"})
    assert "nowhere" in str(raised.value)
    assert "王小丽" not in str(raised.value)
