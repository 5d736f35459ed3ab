"""What staff read about follow-up calls."""

FIELD_ERRORS: dict[str, str] = {
    "missing": "请选一项",
    "not_reached": "没有联系上，这一项请留空",
    "range": "满意度是1到5分",
    "nothing_agreed": "这件没有达成和解，这一项请留空",
    "length": "回访情况最多写1000个字",
}
