"""How many examples properties get: the same few hundred each time, or with HYPOTHESIS_PROFILE=thorough (`make fuzz`) many
and other ones each time."""

import os

from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
TIMES = 25  # more examples when thorough


def examples(count: int) -> settings:
    """A decorator: so many examples, or TIMES as many."""
    return settings(
        max_examples=count * TIMES if THOROUGH else count,
        deadline=None,  # a busy machine is no fault of a parser
        derandomize=not THOROUGH,  # a failure in CI is one on every machine
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


fuzzed = examples(200)
