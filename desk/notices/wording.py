"""What fills a notice where the record has nothing, and the titles of choices under one. The notices themselves are in
desk.cases.wording and desk.reconciliation.wording."""

AGENCY_UNKNOWN = "有权处理的部门"
DAY_UNKNOWN = "通知的日期"
REASON_KEPT = "详情请向办理部门了解。"
STOPS = frozenset("。！？；…!?;")  # what ends an officer's sentence
STOP = "。"
BETWEEN_GROUNDS = "；"

ADD = "补充材料"
ACCEPT, DECLINE, END, TELL = "同意和解", "不同意", "不谈了", "回复商家"
PROGRESS = "查进度"
