"""What people read about agencies: why a case went there, what is missing, what is wrong with a line."""

from desk.agencies.kinds import AgencyKind, Level
from desk.agencies.rules import Missing, RouteReason
from desk.agencies.transfers import TransferProblem

KIND_LABELS: dict[AgencyKind, str] = {
    AgencyKind.MARKET_REGULATION: "市场监督管理部门",
    AgencyKind.CONSUMER_ASSOCIATION: "消费者协会",
    AgencyKind.CULTURE_TOURISM: "文化和旅游部门",
    AgencyKind.POSTAL: "邮政管理部门",
    AgencyKind.TELECOM: "通信管理部门",
    AgencyKind.HOTLINE_12345: "12345政务服务便民热线",
    AgencyKind.OTHER: "其他部门",
}

LEVEL_LABELS: dict[Level, str] = {
    Level.NATIONAL: "国家级",
    Level.PROVINCE: "省级",
    Level.PREFECTURE: "地级",
    Level.COUNTY: "县级",
}

# Read by staff beside the case.
REASONS: dict[RouteReason, str] = {
    RouteReason.BUSINESS_PLACE: "商家实际经营地或住所地的部门处理",
    RouteReason.OPERATOR_HOME: "平台或自建网站经营者住所地的部门处理",
    RouteReason.SHOP_ADDRESS: "网店在平台公示的地址所在地的部门处理",
    RouteReason.PLATFORM_HOME: "平台经营者住所地的部门也可以处理",
    RouteReason.PLATFORM_HOME_ONLY: "网店没有公示地址或联系不上，由平台经营者住所地的部门处理",
    RouteReason.BREACH_PLACE: "被举报行为发生地的部门处理",
    RouteReason.REPORT_OPERATOR_HOME: "平台或自建网站经营者住所地的部门处理举报",
    RouteReason.REPORT_SHOP_PLACE: "网店实际经营地的部门处理举报",
    RouteReason.REPORT_PLATFORM_HOME: "平台住所地的部门先收到举报的，也可以处理",
    RouteReason.ADVERTISER_PLACE: "自行发布互联网广告的，由广告主所在地的部门处理",
    RouteReason.PUBLISHER_PLACE: "广告发布者所在地的部门处理",
    RouteReason.OTHER_AUTHORITY: "法律法规规定由其他部门处理",
    RouteReason.RECEIVED_FIRST: "几个部门都有权处理，由先收到的部门处理",
    RouteReason.RETURNED: "不具备处理权限，退回分送的部门",
}

MISSING: dict[Missing, str] = {
    Missing.BUSINESS_PLACE: "商家在哪个区县经营？",
    Missing.SELLER_PLACE: "网店在平台公示的地址在哪里？或者是哪个平台？",
    Missing.BREACH_PLACE: "事情发生在哪个区县？",
    Missing.OTHER_AUTHORITY: "这件事由其他部门负责，机构名录里还没有它，先留在接收单位，由工作人员告知去向。",
    Missing.NO_AGENCY: "机构名录里还没有这个地方的部门，先留在接收单位。",
}

TRANSFER_PROBLEMS: dict[TransferProblem, str] = {
    TransferProblem.INACTIVE: "这个机构已停用",
    TransferProblem.ALREADY_THERE: "案件已经在这个机构",
    TransferProblem.NOT_BELOW: "只能分送给下级、同级同地的单位，或退回上级统一接收的机构，不能自行移送",
}

ROW_PROBLEMS: dict[str, str] = {
    "not_text": "文件要用 UTF-8（或 GB18030）编码保存",
    "not_csv": "这一行不是正确的 CSV",
    "columns_wrong": "表头要写成：{columns}",
    "cells_wrong": "这一行的格数和表头不一样多",
    "missing": "这一格不能空着",
    "too_long": "太长了",
    "code_format": "代码只能用小写字母、数字和连字符，例如 220104-amr",
    "code_twice": "这个代码在文件里出现了两次",
    "not_a_choice": "只能填：{choices}",
    "region_unknown": "不是现行的行政区划代码",
    "region_elsewhere": "这个地方不适用本办法",
    "level_not_fitting": "级别和行政区划代码对不上",
    "parent_unknown": "没有这个上级机构",
    "parent_not_above": "上级机构的级别要更高，所辖地方要包含本机构所在地",
    "child_not_fitting": "改动后，下级机构 {child} 不再归它管辖",
    "phone_format": "电话只能用数字和连字符，几个号码之间用分号",
    "service_unknown": "没有这个投诉类别：{service}",
    "name_empty": "名称里没有文字",
    "empty_file": "文件里没有内容",
}
