"""Refusals of the enterprise room."""

from desk.errors import Conflict, NotFound


class EnterpriseNotFound(NotFound):
    code, title = "enterprise_not_found", "没有找到这家企业"


class EnterpriseCodeTaken(Conflict):
    code, title = "enterprise_code_taken", "企业代码或统一社会信用代码已经登记过"


class EnterpriseNameTaken(Conflict):
    """One of its names leads to another enterprise already: complaints must not go to the wrong one."""

    code, title = "enterprise_name_taken", "名称、别名或店铺已经属于另一家企业，请写得更完整，例如加上地名"
