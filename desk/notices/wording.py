"""What fills a notice where the record has nothing; the notices themselves are in desk.cases.wording."""

AGENCY_UNKNOWN = "有权处理的部门"
DAY_UNKNOWN = "通知的日期"
REASON_KEPT = "详情请向办理部门了解。"
STOPS = frozenset("。！？；…!?;")  # what ends an officer's sentence
STOP = "。"
BETWEEN_GROUNDS = "；"
