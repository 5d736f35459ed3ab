"""Every route of /openapi.json on the running service, with generated input: no crash, and no answer that the document
does not know. Half of the calls speak of a case that exists, so that they come past the first 404. When thorough
(`make fuzz`) on PostgreSQL, too. The document holds the case API alone; tests/fuzz meets every other route.
"""

import datetime as dt
import subprocess
import uuid
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
from tests.fuzz.profile import THOROUGH, examples
from tests.services import ServiceMissing, fresh_database, postgres_server

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


@dataclass(frozen=True)
class Service:
    """A running desk: its address, what to call it with, and numbers of cases."""

    url: str
    authority: dict[str, str]  # may do everything but speak for an enterprise
    enterprise: dict[str, str]
    numbers: list[str]

    def headers_for(self, operation: Any) -> dict[str, str]:
        """The client that the route is for: the document says which scope it asks."""
        scopes = str(operation.definition.raw.get("security"))
        return self.enterprise if f"'{Scope.ENTERPRISE.value}'" in scopes else self.authority


def _post(url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    keyed = headers | {"Idempotency-Key": str(uuid.uuid4())}
    answer = requests.post(url, json=body, headers=keyed, timeout=30)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """The settings of a database of its own. SQLite: the usual ones."""
    if name == "sqlite":
        yield {}
        return
    try:
        with postgres_server() as server, fresh_database(server, "fuzz") as url:
            yield {"DATABASE_URL": url}
    except ServiceMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if THOROUGH else ["sqlite"])
def service(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Service]:
    """A desk process of its own with cases, some of them offered to an enterprise."""
    with (
        database(request.param) as extra,
        Stack(tmp_path_factory.mktemp("fuzz"), extra=extra, names=("desk",)) as stack,
    ):
        api, now = f"{stack.url}/api/v1", dt.datetime.now(dt.UTC)
        everything = [scope for scope in Scope if scope is not Scope.ENTERPRISE]
        authority = {"Authorization": f"Bearer {a_key(stack, 'authority', everything)}"}
        enrolled = _post(f"{api}/enterprises", ENTERPRISE, authority)
        key = a_key(stack, "shop", [Scope.ENTERPRISE], "--enterprise", enrolled["id"])
        numbers = []
        for number in range(FILED):
            body = a_filing(number * 997, now=now)  # all against one business
            body["consent"]["reconciliation"] = number % 2 == 0
            numbers.append(_post(f"{api}/cases", body, authority)["case_no"])
        yield Service(stack.url, authority, {"Authorization": f"Bearer {key}"}, numbers)


@pytest.fixture(scope="module")
def document(service: Service) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_url(f"{service.url}/openapi.json")


ENDLESS = frozenset({"GET /api/v1/events"})  # answers for as long as one listens; tests/desk/events tries it


def told_of(case: Any) -> int:
    """A number that depends on nothing but the call."""
    return zlib.crc32(repr((case.path_parameters, case.query, case.body)).encode())


def test_generated_calls_get_documented_answers(document: schemathesis.BaseSchema, service: Service) -> None:
    """All routes, and all that is wrong told at once."""
    wrong: list[str] = []
    statuses: Counter[int] = Counter()
    every = [found.ok() for found in document.get_all_operations()]
    operations = [operation for operation in every if operation.label not in ENDLESS]
    assert len(every) == len(operations) + len(ENDLESS)
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            examples(EXAMPLES),
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def call(case: Any) -> None:
            told = told_of(case)
            if "reference" in (case.path_parameters or {}) and told % 2:
                case.path_parameters["reference"] = service.numbers[told % len(service.numbers)]
            headers = service.headers_for(case.operation)
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
    assert not statuses[401] + statuses[403], statuses
    assert not wrong, "\n\n".join(wrong)
