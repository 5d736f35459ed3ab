"""What the actions of the audit log are called. One that is not listed shows its code."""

from desk.audit.actions import AuditAction
from desk.audit.verifying import Fault

ACTIONS = {
    AuditAction.CASE_MOVE: "案件：推进一步",
    AuditAction.CASE_AMEND: "案件：更正记录",
    AuditAction.CASE_DISCLOSE: "案件：查看个人信息",
    AuditAction.CASE_READ_DOCUMENT: "案件：查看文书",
    AuditAction.CASE_READ_FILE: "案件：查看证据",
    AuditAction.CASE_RESTRICT: "案件：限制使用",
    AuditAction.CASE_ERASE: "案件：清除个人信息",
    AuditAction.CASE_ASSIGN: "案件：改派机构",
    AuditAction.CASE_PUBLISH: "案件：公示",
    AuditAction.CASE_UNPUBLISH: "案件：撤下公示",
    AuditAction.PERSON_EXPORT: "个人：导出资料",
    AuditAction.PERSON_ERASE: "个人：清除资料",
    AuditAction.CLIENT_ADD: "接入方：新增",
    AuditAction.CLIENT_REVOKE: "接入方：停用",
    AuditAction.CLIENT_ROTATE: "接入方：换密钥",
    AuditAction.AGENCY_ADD: "机构：新增",
    AuditAction.AGENCY_CHANGE: "机构：变更",
    AuditAction.AGENCY_IMPORT: "机构：导入",
    AuditAction.ENTERPRISE_ENROL: "企业：登记",
    AuditAction.ENTERPRISE_CHANGE: "企业：变更",
    AuditAction.ENTERPRISE_LEAVE: "企业：退出",
    AuditAction.WARNING_ACKNOWLEDGE: "预警：确认",
    AuditAction.WARNING_DISMISS: "预警：排除",
    AuditAction.WEBHOOK_ADD: "推送：新增",
    AuditAction.WEBHOOK_CHANGE: "推送：变更",
    AuditAction.WEBHOOK_REMOVE: "推送：移除",
    AuditAction.CALLBACK_ATTEMPT: "回电：拨打",
    AuditAction.CALLBACK_CANCEL: "回电：取消",
    AuditAction.CALLBACK_DISCLOSE: "回电：查看号码",
    AuditAction.CALLBACK_LIMIT: "回电：调整名额",
    AuditAction.DEAD_LETTER_RETRY: "未送达：重试",
    AuditAction.DEAD_LETTER_DROP: "未送达：放弃",
    AuditAction.KEY_ROTATE: "密钥：更换",
    AuditAction.STAFF_ADD: "人员：新增",
    AuditAction.STAFF_CHANGE: "人员：变更",
    AuditAction.STAFF_DISABLE: "人员：停用",
    AuditAction.STAFF_ENABLE: "人员：恢复",
    AuditAction.STAFF_RESET: "人员：重置密码",
    AuditAction.STAFF_PASSWORD: "人员：修改密码",
    AuditAction.STAFF_SIGN_IN: "人员：登录",
    AuditAction.STAFF_SIGN_OUT: "人员：全部退出",
    AuditAction.STAFF_LOCK: "人员：试错太多",
}

FAULTS = {
    Fault.MISSING: "少了一条记录",
    Fault.CUT_OFF: "末尾的记录被截掉了",
    Fault.ALTERED: "这条记录被改过，或者密钥不在这里",
    Fault.UNLINKED: "这条记录接不上前一条",
    Fault.REASON: "事由不是当时写的那一句",
    Fault.HEAD: "日志的末尾标记不对",
    Fault.ANCHOR: "和别处保存的凭据对不上",
}

NOUNS = {
    "case": "案件",
    "person": "个人",
    "client": "接入方",
    "agency": "机构",
    "enterprise": "企业",
    "warning": "预警",
    "webhook": "推送",
    "callback": "回电",
    "staff": "人员",
    "key": "密钥",
}


def action_words(action: AuditAction) -> str:
    return ACTIONS.get(action, action.value)
