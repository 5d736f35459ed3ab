"""Who is turned away after a call that reached nobody, and for how long."""

from actions.case_backend.breaker import FIRST_PAUSE, LONGEST_PAUSE, Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_after_a_failure_callers_are_turned_away_for_a_moment() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    assert breaker.admits()
    breaker.failed(began_at=clock.now)
    assert not breaker.admits()
    clock.now += FIRST_PAUSE
    assert breaker.admits()


def test_one_caller_tries_and_the_others_wait_for_how_it_goes() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(began_at=clock.now)
    clock.now += FIRST_PAUSE
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.answered()
    assert breaker.admits()


def test_the_moment_doubles_up_to_a_limit() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    waited = []
    for _ in range(8):
        breaker.failed(began_at=clock.now)
        began = clock.now
        while not breaker.admits():
            clock.now += 0.5
        waited.append(clock.now - began)
    assert waited == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


def test_calls_that_failed_together_count_once() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(8):
        breaker.failed(began_at=clock.now - 3)
    clock.now += FIRST_PAUSE
    assert breaker.admits()
