"""What people read about enrolled enterprises."""

FIELD_ERRORS = {
    "uscc_invalid": "统一社会信用代码不正确，请核对十八位代码",
    "names_twice": "同一个名称写了两次",
}
