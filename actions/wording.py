"""What the actions compose themselves, because it holds the person's own words or a list; fixed sentences
stand in domain.yml."""

OFFICIAL_PREVAILS = "（以官方公布为准）"
STEP = "{n}. {step}"
AUTHORITY = "主管：{name}（{channels}）。"
FIRST = "{first}。"
EXCEPTIONS_HEAD = "要留意："
EXCEPTION = "· {text}"
NO_EXCEPTIONS = "这一条我这里没有查到例外情况。您的情况特别的话，可以问：{authority}"
SOURCE = "{law} {article}"
SOURCES = "依据：{laws}。{year}年{month}月{day}日核对。"
ASK_THEM_HOW_LONG = "要多久，各地各部门不一样，打电话问最准。"
STEPS_HEAD = "可以这样做："

# Places. `place` is an official chain: 吉林省长春市.
PLACE_KEPT = "记住了，您在{place}。"
NOTHING_LOCAL = "您那里的另外规定，我这里没有查到，刚才的回答照样适用。"
ELSEWHERE = "其他地方"
WHAT_NEXT = "接下来想问什么，或者要登记投诉，直接说就行。"

OFFER_FILING = "帮我登记投诉"
OFFER_STAFF = "把意见转给工作人员"
NONE_OF_THESE = "都不是"

FIELD_LABELS = {
    "merchant": "商家",
    "merchant_address": "商家地址",
    "merchant_phone": "商家电话",
    "platform": "平台",
    "region": "地区",
    "product": "商品或服务",
    "purchase_date": "购买时间",
    "known_on": "发现时间",
    "amount": "涉及金额",
    "demands": "您的要求",
    "name": "姓名",
    "phone": "电话",
    "address": "联系地址",
    "order_no": "订单号",
    "purchase_channel": "购买方式",
    "evidence": "证据",
    "mediation": "同意调解",
    "reconciliation": "先和商家协商",
    "publication": "同意公示",
    "also_report": "同时举报",
    "story": "经过",
}
DEMAND_LABELS = {
    "refund": "退款",
    "return": "退货",
    "exchange": "换货",
    "repair": "修理",
    "compensate": "赔偿损失",
    "multiple_damages": "惩罚性赔偿",
    "deliver": "发货或履行",
    "apology": "道歉",
    "explain": "给个说明",
    "punish": "查处商家",
    "invoice": "开发票",
    "make_up_quantity": "补足数量",
    "other": "其他",
}
CHANNEL_LABELS = {
    "shop": "实体店",
    "online": "网上",
    "phone": "电话或电视购物",
    "door": "上门推销",
    "other": "其他",
}
STATE_LABELS = {True: "是", False: "否"}
UNKNOWN = "暂不清楚"
MERCHANT = "商家"
MERCHANT_UNNAMED = "{described}（名称不详）"
YUAN = "{amount}元"
ABOUT = "约{amount}"

HEARD = "我听到的是：\n{lines}\n哪一项不对，直接说就行，比如“金额是1380”。"
HEARD_LINE = "· {label}：{value}"
REGION_SUPPOSED = "{place}（按您说过的位置，不对请直接说）"
REGION_SUPPOSED_NOW = "投诉里的地区也先填这里，事情不是在这里发生的，请直接说在哪里。"
REGION_STAYS = "投诉里的地区还是{region}，不对请直接说。"
ADDRESS_FINER = "再说细一点就更好找：店在哪条路、哪个商场？"
# Photographs
PHOTO_SEEN = "从照片上看到：\n{lines}\n对吗？哪一项不对，直接说就行，比如“金额是1380”。"
PHOTO_YES, PHOTO_NO = "都对，填上", "不对，不用"
PHOTO_OF = "这张照片：{known}。\n"
PHOTO_MATTER = "照片上是：\n{lines}\n和您说的不太一样。这张小票是这件事的吗？"
PHOTO_OURS, PHOTO_NOT_OURS = "是这件事的", "不是"
PHOTO_DIFFERS = "{label}：您说的是“{said}”，照片上是“{shown}”。用哪一个？"
PHOTO_KEEP_SAID, PHOTO_TAKE_SHOWN = "用我说的", "用照片上的"
PHOTO_KEPT = "从照片上看到：\n{lines}\n想投诉的话，点下面的按钮。这几项会先给您看，您说对了再填。"

CORRECTED = "改好了，{label}：{value}。"
MORE_STORY = "好的，这段也记到经过里了。"
SUMMARY_HEAD = {
    "complaint": "请核对您的投诉：",
    "report": "请核对您的举报：",
    "both": "请核对您的投诉（同时举报）：",
}
SUMMARY_FOOT = "照片、订单截图可以直接发过来当证据。没问题就点“确认提交”。"
STORY_SHOWN = 120  # characters of the story that the summary repeats; the whole is kept

FILED = "已登记，编号 {case_no}。{next_step}\n查进度：在这里说“查进度”；换了地方，凭编号加手机后四位。"
RECEIVED_AGAIN = "这件事之前登记过，编号还是 {case_no}，这次说的已经并进去了，没有另立新编号。{next_step}\n查进度：在这里说“查进度”。"
FILED_ANONYMOUS = "已登记，编号 {case_no}，请记好。{next_step}\n查进度：在这里说“查进度”。"
LINKED = "同时举报的编号是 {case_nos}。"
EVIDENCE_COUNT = "{count} 个文件"
CASE_LINE = "编号 {case_no}：{state}，{created_on} 登记。{next_step}"
ROUTE = "这件事主要归{name}管（{channels}）。{first}"

# A filed case: what can be added, withdrawn, rated.
OFFER_ADD, OFFER_RATE = "补充材料", "评价"
OFFER_ADD_FILED = "补充到已登记的投诉"
# The desk's notices have the same titles (desk/notices/wording.py).
OFFER_ACCEPT, OFFER_DECLINE, OFFER_STOP, OFFER_TELL = "同意和解", "不同意", "不谈了", "回复商家"
NO_REFUND = "无"
TALK_LINE = "和商家「{enterprise}」的协商：{state}，期限到{due_on}（以官方公布为准）。"
PROPOSAL_LINES = "商家的方案：\n「{terms}」\n方案里的退款金额：{refund}\n（以上是商家自己说的话，不代表小保或监管部门的意见。）"
RATING_LABELS = {5: "很满意", 4: "满意", 3: "一般", 2: "不满意", 1: "很不满意"}
CASE_CHOICE = "{case_no} {respondent}"
CASE_CHOICE_AWAITS = "{case_no} 待补正"
RESPONDENT_SHOWN = 10  # characters of a business's name on a button
WHICH_CASE = {
    "add": "您有几件登记过的，要补充到哪一件？",
    "withdraw": "您有几件登记过的，要撤回哪一件？",
    "rate": "要评价哪一件的处理？",
    "reconcile": "要先和商家协商哪一件？",
    "accept": "要同意哪一件的和解方案？",
    "decline": "不同意哪一件的和解方案？",
    "stop": "哪一件不谈了？",
    "tell": "要对哪一件的商家说？",
}
ADD_ASK = "要补充到编号 {case_no} 的内容，请直接写在这里；照片、发票、聊天截图直接发过来就行。"
ADD_SHOW = "要补充到编号 {case_no} 的：\n{lines}\n还有就接着写、接着发；没有了就点“提交补充”。"
ADD_TEXT, ADD_FILES = "· {text}", "· {count} 个文件"
ADD_SEND, ADD_LEAVE = "提交补充", "不补充了"
ADDED = "补充好了，已经加到编号 {case_no} 里，状态：{state}。{next_step}"
WITHDRAW_ASK = "要撤回编号 {case_no} 吗？撤回后这件就不再往下办了；商家答应的事还没兑现的，建议先别撤。"
WITHDRAW_YES, WITHDRAW_NO = "确定撤回", "不撤回"
WITHDRAWN = "撤回办好了，编号 {case_no}。{next_step}"
RATE_ASK = "编号 {case_no} 已经办结，您对处理满意吗？点一个就行。"
COMMENT_ASK = "记下了：{rating}。想说两句原因或建议，直接写；不想写就点“不写了”。"
COMMENT_NONE = "不写了"
RATED = "评价收到了，编号 {case_no}，谢谢您。"

ADD_SUGGEST = "您刚说的，要补充到编号 {case_no} 里吗？\n{lines}\n还有就接着写、接着发；是就点“提交补充”，不是就点“不补充了”。"
# Talking with the business first.
CONTACT_ASK = (
    "编号 {case_no}：要先请商家和您协商吗？商家加入在线和解的才能转，最长10个工作日（以官方公布为准）；谈不成，投诉继续。"
    "商家看不到您的全名、电话和地址；要不要让商家看到您的电话，您来选。"
)
CONTACT_HIDDEN, CONTACT_SHOWN, CONTACT_LEAVE = "先谈，不给电话", "先谈，给电话", "先不谈"
RECONCILING = "已把编号 {case_no} 转给商家「{enterprise}」，请它先和您协商，期限到{due_on}（以官方公布为准）。商家有回复会在这里告诉您；谈不成的，投诉会继续按程序处理，您不用重新提交。"
SENTENCE_END = "。"
AGREEMENT_ASK = (
    "编号 {case_no}，商家「{enterprise}」的方案：\n「{terms}」\n方案里的退款金额：{refund}\n"
    "同意后，这件投诉就按达成和解办结，不再往下处理。确定同意吗？"
)
AGREEMENT_YES, AGREEMENT_NO = "确定同意", "再想想"
SETTLED = "编号 {case_no} 已达成和解，这件投诉办结了。约定的内容：「{terms}」退款金额：{refund}。请留好商家履行约定的凭证；有问题可以说“转人工”。"
REASON_ASK = "编号 {case_no}：不同意商家「{enterprise}」的方案。想让商家知道为什么、您要什么，直接写，会转给商家；不想写就点“不写了”。"
REASON_NONE, REASON_LEAVE = "不写了", "先不答复"
DECLINED = "已告诉商家您不同意这个方案，编号 {case_no}。期限内商家可以再提方案，有新消息会在这里告诉您；不想再谈，就说“不谈了”。"
ENDING_ASK = "编号 {case_no}：不再和商家「{enterprise}」协商了吗？不谈了，投诉就继续按程序处理。"
ENDING_YES, ENDING_NO = "确定不谈了", "再谈谈"
STOPPED = "和商家的协商已经结束，编号 {case_no} 的投诉继续按程序处理，您不用重新提交。"
TELL_ASK = "要对编号 {case_no} 的商家「{enterprise}」说什么，直接写，我转给它。别写电话、住址这些。"
TELL_SHOW = "要转给编号 {case_no} 的商家「{enterprise}」：\n{lines}\n还有就接着写；没有了就点“发给商家”。"
TELL_SEND, TELL_LEAVE = "发给商家", "不发了"
TOLD = "已发给商家「{enterprise}」，编号 {case_no}。商家有回复会在这里告诉您。"
