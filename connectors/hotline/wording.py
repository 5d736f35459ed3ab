"""What a caller hears, apart from what the assistant itself says. Short sentences; no figures but keys."""

# What the assistant writes for a screen, and how it is said: nobody taps or writes on the telephone. Longer ones first.
FOR_A_VOICE = {
    "照着小票或网页上写的填就行": "照着小票上的念就行",
    "点一个，或者自己写": "按键选一个，或者自己说",
    "点一下，或者直接写": "按键选，或者直接说",
    "点一下，或者再说详细点": "按键选，或者再说详细点",
    "点一下，或者直接说": "按键选，或者直接说",
    "没写完的": "没说完的",
    "想找工作人员，就点下面": "想找工作人员，按零就行",
    "是就点下面": "是就按键",
    "点下面就行": "按键就行",
    "点下面": "按键选",
    "点一下": "按键选",
    "写店名": "说店名",
    "直接写": "直接说",
    "请写": "请说",
    "写到": "说到",
    "点“": "说“",
    "照片、订单截图可以直接发过来当证据": "照片、订单截图以后可以在网上补交",
    "现在发过来": "以后可以在网上补交",
    "一起发给我": "一起告诉我",
    "请核对后再发一次": "请核对后再说一次",
}

PRESS = "按{key}，{title}"
PRESS_FOR_HUMAN = "转人工按0"
PRESS_FOR_MESSAGE = "都不方便，留言请按0"
THIS = "这一项"
SOURCE = "依据是{source}。"
SOURCES = "依据是{source}，另有{more}处规定。"

# The greeting. Who speaks and why comes first: callers think that they reached an agent at last.
ASSISTANT = "您好，我是智能助手小保，不是真人。"
GREETINGS = {
    "queue_full": "现在打进来的人很多，人工座席都占满了。",
    "queue_timeout": "让您久等了，人工座席还在忙。",
    "no_agent": "现在没有空闲的人工座席。",
    "off_hours": "现在是下班时间，人工座席不在。",
    "ivr_choice": "",
    "agent_declined": "刚才没能接通人工座席，抱歉。",
}
WAITED = "您已经等了{minutes}分钟。"
WHAT_I_DO = "我可以解答消费问题，也可以帮您登记投诉。请直接说您遇到的事；转人工按0。"
WHAT_I_DO_OFF_HOURS = "我可以解答消费问题，也可以帮您登记投诉。请直接说您遇到的事；要人工回电按0。"

ASK_RECORD = "这次通话会不会录音由您决定。同意录音请按1，不同意请按2。"
RECORD_YES = "好的，会录音。"
RECORD_NO = "好的，不录音。"
ASK_SMS = "万一电话断了，我发短信给您，方便接着说。同意请按1，不用请按2。"
SMS_YES = "好的，断了会给您发短信。"
SMS_NO = "好的，不发短信。"

SAY_AGAIN = "抱歉，我没听清楚，请您再说一遍。"
PRESS_KEYS = "抱歉，还是没听清楚，请直接按键。"
MENU = "再说一次请按1；约时间回电请按2；转人工按0；重听按星号。"
TELL_ME = "好的，请您慢慢说。"
STILL_THERE = "您还在吗？"
TAKE_YOUR_TIME = "不着急，您可以慢慢说，也可以按键。转人工按0。"
GOODBYE_SILENT = "一直没听到您说话，我先挂断了。您说过的内容会保留，欢迎再打来。"
GOODBYE = "感谢您的来电，再见。"
NO_SUCH_KEY = "没有这个选项。"
PHONE_UNREADABLE = "这个号码不对。请按十一位手机号，按完再按井号。"
FILLER = "请稍等，正在为您查询。"
STILL_BUSY = "还在查询，请再等一下。"
TOO_SLOW = "抱歉，系统现在很忙，这件事我来转给人工处理。"
NOTHING_TO_SAY = "请您接着说。"

TRANSFERRING = "好的，正在为您转接人工座席，请不要挂断。"
NOBODY_FREE = "人工座席暂时接不了，我帮您约个时间回电。"
ASK_NUMBER_KNOWN = "打回您现在这个号码，请按井号。要换号码，请按十一位手机号，再按井号。"
ASK_NUMBER = "请按十一位手机号，按完再按井号。"
ASK_SLOT = "请选回电时间。"
SLOT_TAKEN = "这个时间刚刚约满了，请另选一个。"
KEYS_ONLY = "请直接按键选择。"
BOOKED = "约好了，{window}给您回电。"
TICKET = "回电编号是{ticket}。"
NO_SLOTS = "近几天的回电都约满了。"
CALL_AGAIN = "请在上班时间再打来，也可以在网上找我登记投诉。"
LEAVE_MESSAGE = "请在提示音后留言，我们会尽快处理。"
GO_ON = "您可以接着跟我说。"
HUMAN = "人工座席"
