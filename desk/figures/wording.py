"""What people read of the figures."""

PERIOD_BACKWARDS = "结束日期不能早于开始日期"
DIMENSION_TWICE = "同一个分组不能写两次"

NOTE = "按收到的投诉统计，投诉内容由当事人提出，数量多少不代表认定违法。"

# Headings of the tables, by the names of the members of the answer.
HEADINGS: dict[str, str] = {
    "month": "月份",
    "agency": "承办单位",
    "category": "类别",
    "channel": "渠道",
    "province": "省",
    "prefecture": "市",
    "county": "县区",
    "received": "收到",
    "accepted": "受理",
    "rejected": "不予受理",
    "decided": "已决定",
    "overdue": "超期未决定",
    "decided_in_time_rate": "按期决定率",
    "mediated": "调解结束",
    "mediated_in_time_rate": "按期调解率",
    "settled": "达成和解",
    "terminated": "终止调解",
    "withdrawn": "撤回",
    "concluded": "举报处理决定",
    "settlement_rate": "调解成功率",
    "reconciled": "先行和解",
    "reconciliation_rate": "先行和解率",
    "recovered_fen": "挽回损失（分）",
    "rated": "评价数",
    "satisfaction": "满意度",
    "median_days_to_decide": "决定天数中位数",
    "median_days_to_end": "办结天数中位数",
    "name": "商家",
    "complaints": "投诉数",
    "before": "上期投诉数",
    "growth": "增速",
}
LABEL = "{heading}名称"
