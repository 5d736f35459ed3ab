"""Refusals on the way over the provider, in the words that staff read."""

from desk.errors import Forbidden, Unauthorized, Unavailable


class ProviderAway(Unavailable):
    """It does not answer, or not as OpenID Connect says."""

    code, title = "oidc_away", "单位账号系统现在连不上，请稍后再试，或者用密码登录"


class FlowBroken(Unauthorized):
    """The browser comes back without having gone, too late, or with what was not meant for it."""

    code, title = "oidc_flow_broken", "登录没有完成，请再来一次"


class TokenRefused(Unauthorized):
    """The provider's word about who it is does not hold."""

    code, title = "oidc_token_refused", "单位账号的登录结果无法确认，请再来一次"


class NoRole(Forbidden):
    """The provider knows them, but nothing it says of them is a role here."""

    code, title = "oidc_no_role", "您的单位账号还没有工作台的权限，请找管理员"
