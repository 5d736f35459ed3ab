"""What people read about disclosures."""

FIELD_ERRORS = {
    "reason_length": "请写明理由，5到200个字",
    "control_character": "含有无法识别的字符",
}
