"""What the knowledge room says to staff. Nothing branches on these sentences."""

from actions.knowledge.checking import Fault
from desk.knowledge.states import DraftState

STATES = {
    DraftState.DRAFT: "草稿",
    DraftState.SUBMITTED: "待审核",
    DraftState.PUBLISHED: "已发布",
    DraftState.SUPERSEDED: "已被新版替换",
    DraftState.WITHDRAWN: "已撤回",
    DraftState.DISCARDED: "已放弃",
}

FAULTS = {
    Fault.NO_SUCH_AUTHORITY: "没有这个主管部门：{what}",
    Fault.NO_SUCH_TOPIC: "没有这个相关主题：{what}",
    Fault.RELATED_TO_ITSELF: "相关主题不能是它自己",
    Fault.NO_SUCH_CATALOGUE: "目录里没有这个主题：{what}",
    Fault.NO_SUCH_GROUP: "没有这个分组：{what}",
    Fault.NO_SUCH_ARTICLE: "条文目录里没有：{what}",
    Fault.ARTICLE_MISSING: "《{what}》要写明第几条",
    Fault.REPEALED_LAW: "《{what}》已经废止，不能作依据",
    Fault.PROMISE: "答复里不能打包票：「{what}」",
    Fault.LAW_IN_ANSWER: "法律名称和条号写在依据里，不写在答复里：「{what}」",
    Fault.OFFICIAL_IN_ANSWER: "「以官方公布为准」会自动加上，不用写",
    Fault.REDIRECTS_TO_US: "转介的主管部门不能是市场监督管理部门",
    Fault.PLACE_TWICE: "同一个地方写了两次：{what}",
    Fault.PLACE_NOT_NAMED: "地方答复里要写出地名：{what}",
    Fault.YEAR_MISSING: "有数字的，要写明年份：{what}",
}
NOT_PUBLISHABLE = "可信度 C（未核实）不能发布，核对依据后改成 A 或 B"
NEAREST_NEEDED = "新主题要选一个目录里最接近的主题"
ARTICLE_NEEDED = "可信度 A 至少要有一条写明条号或文号的依据"
SENTENCE_TWICE = "问法里有重复：{text}"
SENTENCE_LENGTH = "每个问法 2 到 200 个字：{text}"
SENTENCE_PERSONAL = "问法里好像有个人信息，请改写：{text}"
SENTENCE_MARKS = "问法里不能有方括号加圆括号的写法，请改写：{text}"
