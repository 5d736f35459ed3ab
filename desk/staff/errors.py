"""Refusals of the staff room, in the words that staff read."""

import datetime as dt

from desk.errors import Conflict, Forbidden, InvalidBody, NotFound, TooManyRequests, Unauthorized


class SignInRefused(Unauthorized):
    """One answer for an unknown name, a wrong password and a disabled account: it tells nobody who works here."""

    code, title = "sign_in_refused", "用户名或密码不对，请再试一次"


class OneTimePasswordExpired(Unauthorized):
    code, title = "one_time_password_expired", "这个一次性密码已经过期，请管理员重新发一个"


class TooManyAttempts(TooManyRequests):
    """A name or an address failed too often; `Retry-After` says when to try again."""

    code, title = "too_many_attempts", "试的次数太多，请稍后再试"

    @classmethod
    def until(cls, wait: dt.timedelta) -> "TooManyAttempts":
        seconds = max(-(-wait // dt.timedelta(seconds=1)), 1)
        told = f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"
        return cls(f"试的次数太多，请 {told}后再试", headers={"Retry-After": str(seconds)})


class NotSignedIn(Unauthorized):
    code, title = "not_signed_in", "登录已经结束，请重新登录"


class NotPermitted(Forbidden):
    code, title = "not_permitted", "您的角色不能做这件事，需要的话请找管理员"


class CsrfRefused(Forbidden):
    """The form is not from a page of this session."""

    code, title = "csrf_refused", "页面已经过期，请刷新后再做一次"


class AccountNotFound(NotFound):
    code, title = "staff_not_found", "没有这个账号"


class StaffNameTaken(Conflict):
    """Also of a disabled account, or of an API client: the name stands in timelines, and nobody else must inherit it."""

    code, title = "staff_name_taken", "这个用户名已经用过，请换一个"


class AccountDisabled(Conflict):
    code, title = "staff_disabled", "这个账号已经停用"


class LastAdmin(Conflict):
    """Without one nobody could make accounts any more."""

    code, title = "last_admin", "这是最后一个管理员，不能停用，也不能换角色"


class CodeRefused(Unauthorized):
    """Wrong, too old, or taken already."""

    code, title = "code_refused", "验证码不对或已经用过，请等下一个再试"


class SetupExpired(Conflict):
    code, title = "setup_expired", "页面已经过期，请重新扫码"


class CodesRequired(Conflict):
    code, title = "codes_required", "您的角色必须开着二次验证"


class OwnAccount(Forbidden):
    """Somebody else has to do it: four eyes for every change of what one may do."""

    code, title = "own_account", "自己的账号要请另一位管理员来改"


class RoleOutOfReach(Forbidden):
    code, title = "role_out_of_reach", "不能管理权限比自己大的角色"


class PasswordRefused(InvalidBody):
    """`errors` says what is wrong with it."""

    code, title = "password_refused", "这个密码不合适"
