"""What staff read in the console outside of its templates."""

from desk.staff.roles import Role

PRODUCT = "小保工作台"

ROLE_HINTS = {
    Role.AGENT: "接待会话，办理案件",
    Role.SUPERVISOR: "督导会话和案件，也能复核",
    Role.REVIEWER: "复核会话，教小保，看数据",
    Role.ADMIN: "全部，包括人员和设置",
}
