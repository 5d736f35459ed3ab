"""What staff read about roles and passwords."""

from desk.staff.roles import Permission, Role

ROLE_NAMES = {
    Role.AGENT: "坐席",
    Role.SUPERVISOR: "主管",
    Role.REVIEWER: "复核员",
    Role.ADMIN: "管理员",
}

PERMISSION_NAMES = {
    Permission.CONVERSATIONS_READ: "看会话",
    Permission.CONVERSATIONS_ANSWER: "接待会话",
    Permission.CONVERSATIONS_SUPERVISE: "督导会话",
    Permission.CASES_READ: "看案件",
    Permission.CASES_WORK: "办案件",
    Permission.CASES_SUPERVISE: "督办案件",
    Permission.PERSONAL_DATA_REVEAL: "查看个人信息",
    Permission.REVIEW: "复核与纠正",
    Permission.KNOWLEDGE_APPROVE: "审定知识",
    Permission.INSIGHT_READ: "看数据",
    Permission.AUDIT_READ: "看审计日志",
    Permission.STAFF_MANAGE: "管理人员",
    Permission.DESK_SETTINGS: "改设置",
}

FIELD_ERRORS = {
    "staff_name": "用小写字母、数字、点和连字符，以字母开头，2到40个字",
    "display_name": "姓名要有1到40个字",
    "role_unknown": "请选一个角色",
    "admin_is_unlimited": "管理员不能限定机构",
    "agency_unknown": "没有这个机构，请核对",
    "password_wrong": "原来的密码不对",
    "password_repeated": "两次输入的新密码不一样",
    "password_short": "至少要12个字符",
    "password_long": "最多128个字符",
    "password_same": "不能和原来的密码一样",
    "password_name": "不要包含自己的用户名",
    "password_common": "太常见或太有规律，容易被猜到；可以用几个不相干的词连起来",
}
