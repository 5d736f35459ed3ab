"""What people read of publications."""

from desk.figures.rules import Outcome
from desk.publication.rules import Trace

NOTICE = (
    "数据来自消费者提交并同意公开的投诉。投诉内容由当事人提供，处理结果是双方协商或调解的结果；"
    "公示不代表认定经营者违法。"
)
LICENCE = "可以自由下载、使用和转载，转载时请一并保留上述说明。"

OUTCOMES: dict[Outcome, str] = {Outcome.SETTLED: "达成和解", Outcome.TERMINATED: "终止调解"}

TRACES: dict[Trace, str] = {
    Trace.NUMBER: "含有电话、证件号或其他长号码",
    Trace.EMAIL: "含有电子邮箱",
    Trace.ACCOUNT: "含有个人账号",
    Trace.PERSON: "含有对个人的称呼，请写“消费者”",
    Trace.NAME: "含有当事人的姓名",
    Trace.ADDRESS: "含有当事人的住址",
    Trace.PLATE: "含有车牌号",
}

# Headings of the table, by the members of the published record.
HEADINGS: dict[str, str] = {
    "id": "公示编号",
    "business_name": "商家",
    "category": "类别",
    "month": "收到月份",
    "prefecture": "地区代码",
    "demands": "诉求",
    "outcome": "结果代码",
    "outcome_label": "结果",
    "agency": "承办单位",
    "summary": "摘要",
    "published_on": "公示日期",
}
