"""What people read about API clients."""

FIELD_ERRORS = {
    "client_name": "只能用小写字母、数字和连字符，以字母开头，2到40个字",
    "name_reserved": "这个名称留给系统自己用",
    "admin_is_unlimited": "有 admin 权限的接入方不能再限定部门或企业",
    "enterprise_stands_alone": "企业接入方只能有 enterprise 一项权限，并且要写明企业",
    "expires_in_the_past": "有效期已经过了",
    "agency_unknown": "没有这个机构，请核对",
    "enterprise_unknown": "没有这个企业，请先登记",
}
