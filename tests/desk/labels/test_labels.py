"""Labels: what may be one, giving and taking."""

import pytest

from desk.cases.changes import ChangeKind
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.labels.errors import LabelNotFitting, TooManyLabels
from desk.labels.rules import MOST, label_name
from desk.labels.service import add_label, labels_in_use, labels_of, remove_label
from tests.desk.office import ZHANG, Office


@pytest.mark.parametrize(("typed", "kept"), [(" 群体  投诉 ", "群体 投诉"), ("ＶＩＰ", "VIP"), ("急", "急")])
def test_label_is_kept_flat(typed: str, kept: str) -> None:
    assert label_name(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "  ", "一" * 21, "13912345678", "找张先生", "a\x00b", "a@b.cn", "微信号：abcd1"]
)
def test_label_that_is_no_word_or_tells_of_a_person_is_refused(typed: str) -> None:
    with pytest.raises(LabelNotFitting):
        label_name(typed)


async def add(office: Office, case: Case, name: str) -> None:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        await add_label(session, office.desk, found, name, actor=ZHANG, now=office.clock())


async def has(office: Office, case: Case) -> tuple[str, ...]:
    async with office.database.read() as session:
        return (await labels_of(session, [case.id])).get(case.id, ())


async def test_label_is_given_once_and_taken(office: Office) -> None:
    case = await office.file("2026-11-02")
    version = (await office.read(case)).version
    await add(office, case, "急")
    await add(office, case, " 急 ")
    assert await has(office, case) == ("急",)
    async with office.database.write() as session:
        for _ in range(2):
            await remove_label(session, office.desk, case, "急", actor=ZHANG, now=office.clock())
    assert await has(office, case) == ()
    assert (await office.whats(case)).count(ChangeKind.LABELLED) == 2
    assert (await office.read(case)).version == version  # whoever is about to act may still do so


async def test_a_case_has_no_more_than_ten(office: Office) -> None:
    case = await office.file("2026-11-02")
    for number in range(MOST):
        await add(office, case, f"标签{number}")
    with pytest.raises(TooManyLabels):
        await add(office, case, "再来一个")


async def test_labels_of_open_cases_within_reach_are_offered(office: Office) -> None:
    one, two = await office.file("2026-11-02"), await office.file("2026-11-02")
    await add(office, one, "急")
    await add(office, two, "急")
    await add(office, two, "群体")
    async with office.database.read() as session:
        assert await labels_in_use(session, agency_ids=None) == (("急", 2), ("群体", 1))
        assert await labels_in_use(session, agency_ids=["x"]) == ()
