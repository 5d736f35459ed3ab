"""What a visit is and what it adds, by hand."""

import datetime as dt
from typing import Any

import pytest

from desk.insight.rules import (
    Facts,
    Filed,
    Said,
    Service,
    Understood,
    Why,
    facts_of,
    percentile,
    split,
    why_unanswered,
)

TEN = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)  # ten o'clock in China


def at(minutes: float) -> dt.datetime:
    return TEN + dt.timedelta(minutes=minutes)


def talk(*told: tuple[str, float], turn_of: dict[int, str] | None = None) -> list[Said]:
    """(sender, minutes after ten), in order."""
    turns = turn_of or {}
    return [Said(n, sender, at(minutes), turns.get(n)) for n, (sender, minutes) in enumerate(told, 1)]


def begins(messages: list[Said], services: list[Service] | None = None) -> list[int]:
    return [visit[0].position for visit in split(messages, services or [])]


def facts(messages: list[Said], *, now: float = 600, **more: Any) -> Facts:
    (visit,) = split(messages, more.get("services", ()))
    return facts_of(visit, more.pop("turns", {}), now=at(now), **more)


class TestVisits:
    def test_half_an_hour_of_silence_ends_a_visit(self) -> None:
        assert begins(talk(("user", 0), ("bot", 0.1), ("user", 30.2), ("bot", 30.3))) == [1, 3]

    def test_less_silence_does_not(self) -> None:
        assert begins(talk(("user", 0), ("bot", 0.1), ("user", 30.1), ("bot", 30.3))) == [1]

    def test_while_staff_are_waited_for_silence_ends_nothing(self) -> None:
        overnight = talk(("user", 0), ("bot", 0.1), ("user", 1000), ("staff", 1001), ("user", 1100))
        assert begins(overnight, [Service(at(1), "asked", at(1005))]) == [1, 5]
        assert begins(overnight) == [1, 3, 5]

    def test_the_desk_and_staff_begin_none(self) -> None:
        assert begins(talk(("system", 0), ("staff", 1), ("user", 2))) == [3]
        assert begins(talk(("system", 0))) == []

    def test_a_notice_long_after_belongs_to_no_visit_and_prolongs_none(self) -> None:
        (visit,) = split(talk(("user", 0), ("bot", 1), ("system", 100)))
        assert [one.position for one in visit] == [1, 2]

    def test_staff_who_write_later_belong_to_the_visit_before(self) -> None:
        (visit,) = split(talk(("user", 0), ("bot", 1), ("staff", 100)))
        assert len(visit) == 3

    def test_what_the_desk_told_the_brain_is_no_message(self) -> None:
        (visit,) = split(talk(("user", 0), ("desk", 1), ("bot", 1)))
        assert [one.sender for one in visit] == ["user", "bot"]


class TestFacts:
    def test_a_visit_belongs_to_the_day_it_began_on_in_china(self) -> None:
        before_midnight = dt.datetime(2026, 11, 20, 15, 59, tzinfo=dt.UTC)
        for begun, day in ((before_midnight, 20), (before_midnight + dt.timedelta(minutes=1), 21)):
            visit = [Said(1, "user", begun), Said(2, "bot", begun + dt.timedelta(minutes=5))]
            assert facts_of(visit, {}, now=at(9999)).day == dt.date(2026, 11, day)

    def test_it_has_ended_after_half_an_hour_of_silence(self) -> None:
        told = talk(("user", 0), ("bot", 1))
        assert not facts(told, now=31).ended
        assert facts(told, now=31.1).ended

    def test_it_has_not_while_staff_are_wanted(self) -> None:
        assert not facts(talk(("user", 0)), services=[Service(at(0), "asked")]).ended
        assert facts(talk(("user", 0)), services=[Service(at(0), "asked", at(5))]).ended

    def test_the_first_response_is_of_assistant_or_staff_and_not_of_the_desk(self) -> None:
        assert facts(talk(("user", 0), ("system", 0.1), ("bot", 0.205))).first_response == 123
        assert facts(talk(("user", 0), ("user", 1), ("staff", 2))).first_response == 1200
        assert facts(talk(("user", 0), ("system", 0.1))).first_response is None

    def test_the_wait_for_staff_begins_when_they_were_asked_for(self) -> None:
        told = talk(("user", 0), ("bot", 1), ("user", 2), ("staff", 7))
        assert facts(told, services=[Service(at(2), "asked", at(20))]).staff_wait == 300
        assert facts(told[:3], services=[Service(at(2), "asked", at(20))]).staff_wait is None
        assert facts(told).staff_wait is None

    def test_the_rating_is_the_newest_one_given(self) -> None:
        told = talk(("user", 0), ("staff", 1))
        rated = [
            Service(at(0), "asked", at(5), 2),
            Service(at(6), "asked", at(8), 5),
            Service(at(9), "asked", at(10)),
        ]
        assert facts(told, services=rated).staff_rating == 5
        assert facts(told, services=rated[2:]).staff_rating is None

    def test_the_topic_is_the_first_one_answered_else_that_of_the_case(self) -> None:
        told = talk(("user", 0), ("user", 1), turn_of={1: "a", 2: "b"})
        turns = {
            "a": Understood(decision="clarify", topics=("fake_goods", "refund")),
            "b": Understood(decision="answer", topics=("refund",)),
        }
        case = Filed(at(3), "prepaid_card", "220102", "agency-1")
        answered = facts(told, turns=turns, filed=[case])
        assert (answered.topic, answered.region_code, answered.agency_id) == ("refund", "220102", "agency-1")
        assert facts(told, filed=[case]).topic == "prepaid_card"
        assert facts(told).topic is None

    def test_questions_declined_and_given_up(self) -> None:
        told = talk(("user", 0), ("user", 1), ("user", 2), turn_of={1: "a", 2: "b", 3: "c"})
        turns = {
            "a": Understood(intent="ask", decision="fallback"),
            "b": Understood(intent="out_of_scope_chat", decision="fallback"),
            "c": Understood(failed=True),
        }
        found = facts(told, turns=turns)
        assert (found.said, found.questions, found.declined, found.gave_up) == (3, 2, 1, True)


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (Understood(intent="ask", decision="fallback"), Why.DECLINED),
        (Understood(intent="nlu_fallback", decision="fallback"), Why.DECLINED),
        (Understood(intent="out_of_scope_legal", decision="fallback"), Why.DECLINED),
        (Understood(intent="out_of_scope_chat", decision="fallback"), None),
        (Understood(intent="ask", decision="answer", ranking={"refund": 0.49}), Why.UNSURE),
        (Understood(intent="ask", decision="answer", ranking={"refund": 0.5}), None),
        (Understood(intent="ask", decision="clarify", ranking={"refund": 0.2}), None),
        (Understood(intent="greet", decision="chitchat", ranking={"refund": 0.2}), None),
        (Understood(failed=True), Why.FAILED),
        (Understood(), None),
    ],
)
def test_why_a_question_counts_as_unanswered(turn: Understood, why: Why | None) -> None:
    assert why_unanswered(turn) is why


@pytest.mark.parametrize(
    ("counts", "half", "nine_tenths"),
    [
        ({}, None, None),
        ({7: 1}, 7, 7),
        ({1: 1, 2: 1, 3: 1, 10: 1}, 2, 10),
        ({0: 9, 50: 1}, 0, 0),
        ({0: 8, 50: 2}, 0, 50),
    ],
)
def test_percentiles_are_values_that_occurred(
    counts: dict[int, int], half: int | None, nine_tenths: int | None
) -> None:
    assert (percentile(counts, 0.5), percentile(counts, 0.9)) == (half, nine_tenths)
