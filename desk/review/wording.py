"""What the review room says to staff. Nothing branches on these sentences."""

from desk.review.states import ReviewState
from desk.review.teaching import BatchState, RunState

STATES = {
    ReviewState.OPEN: "待看",
    ReviewState.SECOND: "待第二人复核",
    ReviewState.REVIEWED: "已复核",
    ReviewState.FLAGGED: "存疑",
    ReviewState.LATER: "稍后再看",
}
BATCHES = {BatchState.PENDING: "待训练", BatchState.TAUGHT: "已训练", BatchState.DROPPED: "不训练"}
RUNS = {
    RunState.INSTALLED: "新模型已启用",
    RunState.REFUSED: "没有启用：改坏的超过限度",
    RunState.FAILED: "没有完成",
    RunState.ROLLED_BACK: "已退回上一个模型",
}
REFUSALS = {
    "label_unknown": "没有这个主题，请重新选",
    "wording_length": "训练用语要写成一行，1 到 300 个字",
    "wording_personal": "训练用语里还有电话、证件号、长号码或账号，请改掉",
    "wording_syntax": "训练用语里不能有「](」这样的符号，也不能以 / 开头",
    "not_confirmed": "请看一遍训练用语，确认认不出是谁，再勾选",
    "note_long": "备注最多 500 个字",
    "marks_many": "最多标 20 处",
    "mark_type": "没有这种标注",
    "mark_place": "标注的位置不对，请重新选一遍",
    "mark_syntax": "标注的字里不能有括号",
    "mark_overlap": "两处标注重叠了",
}
ENTITIES = {
    "merchant": "商家",
    "product": "商品或服务",
    "amount": "金额",
    "purchase_date": "日期",
    "place": "地点",
    "platform": "平台",
    "demand": "诉求",
}
NOTHING_TO_TEACH = "不用学（听不懂、闲聊或不是一个问题）"
CONFLICTING = "训练数据里同一句话是另一个主题，请商量后再定"
# Dialogue acts as staff read them; topics are named by their question.
ACTS = {
    "ask_more": "接着上一个问题问",
    "tell_place": "说自己在哪儿",
    "complain": "要投诉",
    "report": "要举报",
    "progress": "查进度",
    "add_to_case": "补充已登记的投诉",
    "withdraw_case": "撤回投诉",
    "rate_case": "评价办理结果",
    "reconcile": "先跟商家协商",
    "accept_proposal": "同意商家的方案",
    "decline_proposal": "不同意商家的方案",
    "end_reconciliation": "结束协商",
    "tell_enterprise": "转告商家",
    "cancel": "取消",
    "pause": "先停一下",
    "correct": "改一下",
    "affirm": "是、同意",
    "deny": "不、不同意",
    "skip": "跳过",
    "resume": "继续",
    "greet": "打招呼",
    "capabilities": "问能做什么",
    "thanks": "道谢",
    "bye": "告别",
    "bot_challenge": "问是不是机器人",
    "insult": "骂人",
    "handoff": "转人工",
    "erase_data": "删除资料",
    "privacy": "问隐私",
    "repeat": "再说一遍",
    "out_of_scope_legal": "别的法律问题",
    "out_of_scope_chat": "闲聊",
}
