"""Every route of /openapi.json on the running service, with generated input: no crash, and no answer that the document
does not know. Half of the calls speak of a case that exists, so that they come past the first 404.
"""

import datetime as dt
import subprocess
import uuid
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from desk.clients import Scope
from operations.environment import ROOT
from operations.filings import a_filing
from operations.processes import DESK_PYTHON, Stack

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
)
EXAMPLES = 20  # calls a route and a test
FILED = 6
OFTEN = "60000"  # calls a minute, so that the limits do not answer for the routes


ENTERPRISE = {"code": "fuzzed", "name": "示例商行0", "uscc": None, "region_code": None}


def a_key(stack: Stack, name: str, scopes: Iterable[Scope], *more: str) -> str:
    """The key of a fresh client."""
    wanted = [part for scope in scopes for part in ("--scope", scope.value)]
    command = [str(DESK_PYTHON), "-m", "desk.clients", "add", name, "--per-minute", OFTEN, *wanted, *more]
    made = subprocess.run(command, cwd=ROOT, env=stack.env, capture_output=True, text=True, check=True)
    return next(word for word in made.stdout.split() if word.startswith("xb_"))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, list[str]]]:
    """A desk process of its own: its address, a key, and numbers of cases."""
    with Stack(tmp_path_factory.mktemp("fuzz"), names=("desk",)) as stack:
        headers, now = {"Authorization": f"Bearer {a_key(stack)}"}, dt.datetime.now(dt.UTC)
        numbers = []
        for number in range(FILED):
            answer = requests.post(
                f"{stack.url}/api/v1/cases",
                json=a_filing(number, now=now),
                headers=headers | {"Idempotency-Key": str(uuid.uuid4())},
                timeout=30,
            )
            answer.raise_for_status()
            numbers.append(answer.json()["case_no"])
        yield stack.url, headers["Authorization"], numbers


@pytest.fixture(scope="module")
def document(service: tuple[str, str, list[str]]) -> schemathesis.BaseSchema:
    url, authorization, _numbers = service
    return schemathesis.openapi.from_url(f"{url}/openapi.json", headers={"Authorization": authorization})


def told_of(case: Any) -> int:
    """A number that depends on nothing but the call."""
    return zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode())


def test_generated_calls_get_documented_answers(
    document: schemathesis.BaseSchema, service: tuple[str, str, list[str]]
) -> None:
    """All routes, and all that is wrong told at once."""
    _url, authorization, numbers = service
    wrong: list[str] = []
    statuses: Counter[int] = Counter()
    operations = [found.ok() for found in document.get_all_operations()]
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,  # the same calls each time: a failure in CI is one on every machine
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def call(case: Any) -> None:
            told = told_of(case)
            if "reference" in (case.path_parameters or {}) and told % 2:
                case.path_parameters["reference"] = numbers[told % len(numbers)]
            headers = {"Authorization": authorization}
            response = case.call(headers=headers, timeout=30)
            statuses[response.status_code] += 1
            case.validate_response(response, headers=headers, checks=list(CHECKS))

        try:
            call()
        except FailureGroup as failures:
            wrong += [f"{operation.label}: {failure}" for failure in failures.exceptions]
        except (AssertionError, Failure) as failure:
            wrong.append(f"{operation.label}: {failure}")
    assert len(operations) > 30
    assert statuses[200] > 50, statuses  # it did come past the doors
    assert not statuses[401] + statuses[403] + statuses[429], statuses
    assert not wrong, "\n\n".join(wrong)
