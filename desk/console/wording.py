"""What staff read in the console outside of its templates."""

PRODUCT = "小保工作台"
PASSWORD_CHANGED = "密码已经改好，其他地方的登录都已退出"  # noqa: S105
