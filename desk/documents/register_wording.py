"""What staff read about the register of documents."""

FIELD_ERRORS: dict[str, str] = {
    "length": "文号要写1到60个字",
    "not_told": "这份文书不发给这一方",
    "before_decision": "文书日期早于作出决定的日期",
    "before_issue": "送达日期早于文书日期",
    "in_the_future": "不能是将来的日期",
}
