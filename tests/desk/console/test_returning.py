"""Who must sign in first is led back to the page they came from, and nowhere else."""

import re

import httpx
import pytest

from desk.staff.roles import Role
from tests.desk.builders import on_sqlite
from tests.desk.console.conftest import SignIn, StaffClient, csrf_in
from tests.desk.console.staffing import PASSWORD

pytestmark = on_sqlite
DOOR = re.compile(r'href="/console/sign-in\?next=([^"]*)"')


async def led_back_to(staff: StaffClient, path: str, **headers: str) -> str:
    """Where the page leads that answers a form of somebody whose session has ended."""
    staff.http.cookies.clear()
    answer = await staff.post(path, headers=headers)
    assert answer.status_code == 401, answer.text
    found = DOOR.search(answer.text)
    assert found is not None, answer.text
    return found[1]


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        ("/console/cases/XB1/steps/reject", "/console/cases/XB1/steps/reject"),
        ("/console/cases?bucket=today&q=%E5%8D%A1", "/console/cases%3Fbucket%3Dtoday%26q%3D%25E5%258D%25A1"),
        ("/console/cases/XB1/notes", "/console/cases/XB1"),  # shown again where it was posted to
        ("/console/inbox/c/1/close", "/console/inbox/c/1"),
        ("/console/sign-in?next=/console/cases", "/console/"),
        ("/elsewhere", "/console/"),
        ("/console//evil.example", "/console/"),
        ("", "/console/"),
    ],
)
async def test_a_form_sent_too_late_leads_back_to_its_page(
    signed_in: SignIn, served: str, referer: str, expected: str
) -> None:
    staff = await signed_in(Role.AGENT)
    headers = {"Referer": served + referer} if referer else {}
    assert await led_back_to(staff, "/cases/XB1/notes", **headers) == expected


async def test_another_sites_address_leads_nowhere_else(signed_in: SignIn) -> None:
    staff = await signed_in(Role.AGENT)
    back = await led_back_to(staff, "/cases/XB1/notes", Referer="https://evil.example/x")
    assert back == "/console/"


async def test_through_the_door_one_comes_to_the_page(signed_in: SignIn, served: str) -> None:
    staff = await signed_in(Role.AGENT)
    back = await led_back_to(
        staff, "/cases/assign", Referer=f"{served}/console/cases?bucket=later&kind=report"
    )
    door = await staff.http.get(f"/console/sign-in?next={back}")
    hidden = re.search(r'name="next" value="([^"]*)"', door.text)
    assert hidden is not None
    form = {
        "csrf": csrf_in(door),
        "name": staff.account.name,
        "password": PASSWORD,
        "next": hidden[1].replace("&amp;", "&"),
    }
    del staff.http.headers["X-CSRF-Token"]
    entered = await staff.http.post("/console/sign-in", data=form)
    assert (entered.status_code, entered.headers["location"]) == (
        303,
        "/console/cases?bucket=later&kind=report",
    )


async def test_a_piece_asked_for_too_late_leads_back_as_well(signed_in: SignIn, served: str) -> None:
    staff = await signed_in(Role.SUPERVISOR)
    staff.http.cookies.clear()
    headers = {"HX-Request": "true", "HX-Current-URL": f"{served}/console/audit?person=li"}
    answer = await staff.get("/audit/", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/console/sign-in?next=%2Fconsole%2Faudit%3Fperson%3Dli"


async def test_a_form_that_is_refused_leads_back_to_its_page(signed_in: SignIn, served: str) -> None:
    staff = await signed_in(Role.AGENT)
    headers = {"Referer": f"{served}/console/cases", "X-CSRF-Token": "0" * 64}
    answer: httpx.Response = await staff.post("/cases/assign", headers=headers)
    assert answer.status_code == 403
    assert 'href="/console/cases">回到刚才的页面' in answer.text


async def test_pages_tell_other_sites_nothing_of_where_one_was(signed_in: SignIn) -> None:
    staff = await signed_in(Role.AGENT)
    assert (await staff.get("/cases")).headers["referrer-policy"] == "same-origin"
