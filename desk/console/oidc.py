"""/console/oidc: to the provider that knows the people of the office, and back."""

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.account import next_of
from desk.console.areas import area
from desk.console.cookies import FLOW, drop_cookie, keep_cookie, keep_session, read_cookie, session_token
from desk.console.guard import open_page
from desk.context import desk_of
from desk.errors import NotFound
from desk.privacy.vault import SealBroken
from desk.staff.oidc.errors import FlowBroken
from desk.staff.oidc.flow import Flow, new_flow, read_flow
from desk.staff.oidc.linking import enter_by
from desk.staff.oidc.provider import Provider

blueprint = area("oidc")


def _provider(request: Request) -> Provider:
    """Raises NotFound where the operator named none."""
    provider: Provider | None = request.app.ctx.oidc
    if provider is None:
        raise NotFound
    return provider


@blueprint.get("/start", name="start")
@open_page("the door itself, by the provider that the operator named")
async def start(request: Request) -> HTTPResponse:
    """Off to the provider; what the way back must match is sealed in a cookie of this browser."""
    desk, provider = desk_of(request), _provider(request)
    flow = new_flow(next_of(request), now=desk.clock())
    response = redirect(await provider.address(flow, now=desk.clock()), status=303)
    keep_cookie(request, response, FLOW, desk.vault.seal(flow.written()))
    return response


def _flow(request: Request) -> Flow:
    """Raises FlowBroken."""
    desk, sealed = desk_of(request), read_cookie(request, FLOW)
    try:
        written = desk.vault.open(sealed or "")
    except (SealBroken, UnicodeEncodeError) as error:
        raise FlowBroken(extra={"why": "cookie"}) from error
    return read_flow(written, str(request.args.get("state") or ""), now=desk.clock())


@blueprint.get("/callback", name="callback")
@open_page("the door itself: state, nonce and PKCE tie the answer to this browser")
async def callback(request: Request) -> HTTPResponse:
    """Back from the provider: believe it or not, and sign in."""
    desk, provider = desk_of(request), _provider(request)
    flow, now = _flow(request), desk.clock()
    code = str(request.args.get("code") or "")
    if not code:  # the person, or the provider, said no
        raise FlowBroken(extra={"why": "no code"})
    claims = await provider.claims(code, flow, now=now)
    async with desk.database.write() as session:
        token = await enter_by(
            session,
            desk.vault,
            desk.settings.staff,
            provider.terms,
            claims,
            token=session_token(request),
            now=now,
        )
    response = redirect(flow.next, status=303)
    drop_cookie(request, response, FLOW)
    keep_session(request, response, token)
    return response
