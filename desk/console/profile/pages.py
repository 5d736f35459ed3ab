"""/console/profile: one's own account."""

import io

import segno
from sanic import HTTPResponse, Request
from sanic.response import raw, redirect

from desk.agencies.service import agency_name
from desk.console.areas import area
from desk.console.forms import form_field, raw_field
from desk.console.guard import DONE, Stage, own_page, session_of, staff_of
from desk.console.rendering import CONTENT_SECURITY_POLICY, render
from desk.context import desk_of
from desk.errors import DeskError
from desk.staff.accounts import find_account
from desk.staff.codes import new_secret, setup_uri
from desk.staff.errors import CodeRefused, PasswordRefused, TooManyAttempts
from desk.staff.roles import GRANTS
from desk.staff.second_step import codes_left, draw_anew, open_setup, seal_setup, switch_off, switch_on
from desk.staff.sessions import count_sessions
from desk.staff.signing_in import prove
from desk.staff.wording import PERMISSION_NAMES

blueprint = area("profile")
SETUP = frozenset({Stage.SETUP, Stage.DONE})
LONGEST = 128  # characters of a password
HERE = "/console/profile"


@blueprint.get("/", name="own")
@own_page("one's own account")
async def own(request: Request) -> HTTPResponse:
    """Who one is here, and how one signs in."""
    return await _own(request)


async def _own(request: Request, error: DeskError | None = None) -> HTTPResponse:
    desk, account = desk_of(request), session_of(request).account
    async with desk.database.read() as session:
        agency = await agency_name(session, account.agency_id)
        left = await codes_left(session, account.id)
        sessions = await count_sessions(session, account.id, now=desk.clock())
    return render(
        request,
        "profile/own.html",
        status=200 if error is None else error.status,
        headers={} if error is None else error.headers,
        account=account,
        agency=agency,
        left=left,
        sessions=sessions,
        permissions=[words for one, words in PERMISSION_NAMES.items() if one in GRANTS[account.role]],
        is_required=account.role in desk.settings.staff.code_roles,
        error=error,
    )


@blueprint.get("/second-step", name="second_step")
@own_page("one's own one-time codes", stages=SETUP)
async def second_step(request: Request) -> HTTPResponse:
    """A fresh secret to scan; nothing is kept until its first code was typed."""
    if session_of(request).account.totp_sealed is not None:
        return redirect(HERE, status=303)
    return _setup(request, new_secret())


def _setup(request: Request, secret: str, error: DeskError | None = None) -> HTTPResponse:
    desk, account = desk_of(request), session_of(request).account
    return render(
        request,
        "profile/second_step.html",
        status=200 if error is None else error.status,
        sealed=seal_setup(desk.vault, account.id, secret),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        is_required=account.role in desk.settings.staff.code_roles,
        error=error,
    )


@blueprint.get("/second-step/qr.svg", name="qr")
@own_page("the picture of one's own secret", stages=SETUP)
async def qr(request: Request) -> HTTPResponse:
    """The secret as a QR code. The address carries it sealed: it stands in no log that anybody could scan."""
    account = session_of(request).account
    secret = open_setup(desk_of(request).vault, account.id, str(request.args.get("key") or ""))
    out = io.BytesIO()
    segno.make(setup_uri(secret, account.name), error="m").save(
        out, kind="svg", scale=5, border=4, light="#fff"
    )
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return raw(out.getvalue(), headers=headers, content_type="image/svg+xml")


@blueprint.post("/second-step", name="switch_on")
@own_page("one's own one-time codes", stages=SETUP)
async def do_switch_on(request: Request) -> HTTPResponse:
    """The first code shows that the telephone has the secret; the recovery codes are shown this once."""
    desk, found = desk_of(request), session_of(request)
    secret = open_setup(desk.vault, found.account.id, form_field(request, "key"))
    try:
        async with desk.database.write() as session:
            account = await find_account(session, found.account.id)
            codes = await switch_on(
                session,
                desk.vault,
                account,
                secret=secret,
                code=form_field(request, "code"),
                session_id=found.session.id,
                now=desk.clock(),
            )
    except CodeRefused as error:
        return _setup(request, secret, error)
    return render(request, "profile/recovery_codes.html", codes=codes)


async def _prove(request: Request) -> None:
    """That it is they who sit there. Raises PasswordRefused, TooManyAttempts."""
    desk = desk_of(request)
    await prove(
        desk.database,
        desk.vault,
        staff_of(request).id,
        raw_field(request, "old")[:LONGEST],
        address=request.client_ip,
        now=desk.clock(),
    )


@blueprint.post("/recovery-codes", name="recovery_codes")
@own_page("one's own recovery codes", stages=DONE)
async def recovery_codes(request: Request) -> HTTPResponse:
    """Other ones, shown this once."""
    desk = desk_of(request)
    try:
        await _prove(request)
    except (PasswordRefused, TooManyAttempts) as error:
        return await _own(request, error)
    async with desk.database.write() as session:
        account = await find_account(session, staff_of(request).id)
        codes = await draw_anew(session, desk.vault, account, now=desk.clock())
    return render(request, "profile/recovery_codes.html", codes=codes)


@blueprint.post("/second-step/off", name="switch_off")
@own_page("one's own one-time codes", stages=DONE)
async def do_switch_off(request: Request) -> HTTPResponse:
    """Back to the password alone, where the role allows it."""
    desk = desk_of(request)
    try:
        await _prove(request)
    except (PasswordRefused, TooManyAttempts) as error:
        return await _own(request, error)
    async with desk.database.write() as session:
        account = await find_account(session, staff_of(request).id)
        await switch_off(session, desk.vault, desk.settings.staff, account, now=desk.clock())
    return redirect(HERE, status=303)
