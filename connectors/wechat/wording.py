"""What people on WeChat read that nobody else does. Sentences of the assistant itself are in domain.yml."""

SOURCES = "依据："  # before the laws an answer rests on
CHECKED = "（{year}年{month}月{day}日核对）"
OFFICIAL_PREVAILS = "，以官方公布为准"

WELCOME = (
    "您好，我是消费维权助手小保。我是 AI 助手，回答由 AI 生成，都写明依据，请结合依据判断。\n"
    "遇到退货、假货、预付卡、快递这些事，直接说就行；要投诉，发“我要投诉”，我一步一步陪您填；登记之后，发“查进度”随时能问。\n"
    "请不要发送银行卡号、密码和验证码。"
)
WELCOME_BACK = "您好，我是小保。有消费方面的事直接说；要投诉，发“我要投诉”；要看办到哪了，发“查进度”。"
STILL_WORKING = "正在查询，请稍等几秒，回复任意一个字就能看到结果。"
TOO_FAST = "您发得太快了，小保来不及看。请稍等一分钟再发，前面说的都在。"
TOO_LONG = "这条消息太长了，请分成两条发，每条不超过5000字。"
UNSURE = "刚才没处理好，请您再发一次。"

VOICE = "小保暂时听不懂语音，请打字，或者用输入法的语音转文字。前面填的内容都在，接着说就行。"
VIDEO = "小保暂时收不了视频。请截几张关键画面，用图片发过来；前面填的内容都在。"
LINK = "小保看不了链接里的内容。请把要紧的话复制出来发给我，或者截图发过来。"
NOT_READABLE = "小保看不了这种消息。请用文字说，或者发图片。"

# How the history shows what the assistant cannot read.
SHOWN_VOICE = "［语音］"
SHOWN_VIDEO = "［视频］"
SHOWN_LINK = "［链接］"
SHOWN_CARD = "［小程序］"
SHOWN_OTHER = "［表情或其他］"
SHOWN_FOLLOWS = "［关注了公众号］"
SHOWN_SCANS = "［扫码进入］"
