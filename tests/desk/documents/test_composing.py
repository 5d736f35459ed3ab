"""What stands in which document."""

import datetime as dt

import pytest

from desk.calendar import LegalDate
from desk.cases.sealing import Mandate, Person
from desk.cases.states import Ground
from desk.documents.content import Choices, Closing, Document, Facts, Lines, Signatures
from desk.documents.errors import DocumentTooLong
from desk.documents.kinds import DocumentKind
from desk.documents.wording import DRAFT, GROUNDS, TITLES, WAYS
from tests.desk.documents.paper import document


def said(made: Document) -> str:
    return str(made.plain())


def rows(made: Document) -> dict[str, str | None]:
    return {row.label: row.value for block in made.blocks if isinstance(block, Facts) for row in block.rows}


def ticked(made: Document) -> list[str]:
    (choices,) = [block for block in made.blocks if isinstance(block, Choices)]
    return [choice.text for choice in choices.items if choice.ticked]


def test_every_kind_has_a_title_and_every_ground_its_words() -> None:
    assert set(TITLES) == set(DocumentKind)
    assert set(GROUNDS) == set(Ground)


def test_rejection_has_the_reason_all_seven_grounds_and_the_other_ways() -> None:
    grounds = frozenset({Ground.NOT_COMPETENT, Ground.OTHER_BAR})
    made = document(DocumentKind.REJECTION, grounds=grounds, reason="不归我们管。\n请找邮政部门。")
    (choices,) = [block for block in made.blocks if isinstance(block, Choices)]
    assert len(choices.items) == 7
    assert ticked(made) == [GROUNDS[Ground.NOT_COMPETENT][1], GROUNDS[Ground.OTHER_BAR][1]]
    assert "不归我们管。" in said(made)
    assert "请找邮政部门。" in said(made)
    assert all(way in said(made) for way in WAYS)


def test_rejection_without_a_written_reason_leaves_room_for_it() -> None:
    made = document(DocumentKind.REJECTION, reason=None)
    assert any(isinstance(block, Lines) for block in made.blocks)


def test_termination_speaks_to_both_parties_and_names_none_of_their_numbers() -> None:
    made = document(DocumentKind.TERMINATION)
    assert made.addressee == "欧阳明、好运电器行："
    assert ticked(made) == [GROUNDS[Ground.SIXTY_DAYS_OVER][1]]
    assert "第二十五条" in said(made)
    assert "5678" not in said(made)
    assert "同志街" not in said(made)


def test_acceptance_names_the_last_day_of_mediation_and_that_it_may_move() -> None:
    made = document(DocumentKind.ACCEPTANCE)
    assert "至2027年1月24日届满" in said(made)
    assert "2027年放假安排公布后" in said(made)
    certain = LegalDate(dt.date(2026, 10, 8), provisional=False)
    assert "放假安排" not in said(document(DocumentKind.ACCEPTANCE, mediate_by=certain))


def test_agreement_is_a_draft_with_places_to_sign_and_no_seal_yet() -> None:
    made = document(DocumentKind.AGREEMENT, recovered_fen=39_900)
    assert made.mark == DRAFT
    (signatures,) = [block for block in made.blocks if isinstance(block, Signatures)]
    assert len(signatures.places) == 4
    assert not any(isinstance(block, Closing) for block in made.blocks)
    assert "人民币399.00元（大写：叁佰玖拾玖元整）" in said(made)
    assert rows(made)["通讯地址"] == "长春市朝阳区同志街100号3单元"
    assert "139 1234 5678" in said(made)
    assert "赔路费" not in said(made)  # a consumer's own words are no term of an agreement


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind if kind is not DocumentKind.AGREEMENT])
def test_letters_are_no_drafts_and_are_closed_by_the_agency(kind: DocumentKind) -> None:
    made = document(kind)
    assert made.mark is None
    (closing,) = [block for block in made.blocks if isinstance(block, Closing)]
    assert (closing.agency, closing.date) == ("长春市南关区市场监督管理局", "2026年11月25日")


def test_joint_complainants_are_counted_in_letters_and_named_in_the_agreement() -> None:
    joint = (Person("王芳", "+8613900000001", "a"), Person("李雷", "+8613900000002", "b"))
    assert document(DocumentKind.REJECTION, joint=joint).addressee == "欧阳明等3人："
    assert rows(document(DocumentKind.AGREEMENT, joint=joint))["共同投诉人"] == "王芳、李雷"


def test_agent_is_named() -> None:
    agent = Mandate("赵律师", "+864318899001", "投诉", "一般", "2026-01-01", "2026-12-31", None)
    assert rows(document(DocumentKind.ACCEPTANCE, agent=agent))["代理人"] == "赵律师"


def test_shop_on_a_platform_is_named_with_both() -> None:
    made = document(DocumentKind.REJECTION, respondent_platform="某平台", respondent_shop="好运小店")
    assert "好运电器行（某平台“好运小店”）" in said(made)


def test_unknown_agency_and_unknown_purchase_are_left_open_or_out() -> None:
    made = document(DocumentKind.ACCEPTANCE, agency=None, product=None, purchased_on=None, amount_fen=None)
    assert made.agency is None
    assert "涉及金额" not in rows(made)


def test_more_text_than_a_document_holds_is_refused() -> None:
    with pytest.raises(DocumentTooLong):
        document(DocumentKind.REJECTION, reason="长" * 40_001)
