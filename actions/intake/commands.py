"""What a person may say at any moment of the intake instead of answering the question."""

import re
from enum import Enum

from actions.turn import Turn


class Command(str, Enum):
    """Named as the dialogue acts they come from."""

    CANCEL = "cancel"
    PAUSE = "pause"
    CORRECT = "correct"
    SKIP = "skip"
    HANDOFF = "handoff"
    PROGRESS = "progress"
    RESUME = "resume"
    REPEAT = "repeat"
    PRIVACY = "privacy"
    ERASE = "erase_data"
    CAPABILITIES = "capabilities"
    BOT_CHALLENGE = "bot_challenge"
    INSULT = "insult"
    GREET = "greet"
    THANKS = "thanks"
    BYE = "bye"
    COMPLAIN = "complain"
    REPORT = "report"
    ADD_TO_CASE = "add_to_case"
    WITHDRAW = "withdraw_case"
    RATE = "rate_case"
    RECONCILE = "reconcile"
    ACCEPT = "accept_proposal"
    DECLINE = "decline_proposal"
    STOP = "end_reconciliation"
    TELL = "tell_enterprise"
    ASK = "ask"


# Short answers that pass a question over; the classifier sees too little in them.
PASS = re.compile(
    r"^(?:我|那个|这个)?(?:跳过|略过|不记得|记不得|记不清|想不起来|忘了|忘记|不知道|不清楚|没注意|说不清|不方便说"
    r"|没有|没了|没照片|没图|没订单|没单号|先不填|不填|不传|没|无|下一个)[了啊呢吧]*(?:店名|名字|订单号|单号|照片|截图|证据|哪天|多少|具体\w{0,4})?[了啊]*$"
)
SURE = 0.55  # probability from which an act overrules a free-text answer
QUESTION_SURE = 0.35  # … and from which a topic is answered in between, if the text reads as a question
SHORT = 24  # characters: commands are short; a story that mentions 人工 is a story
INTERROGATIVE = re.compile(
    r"[?？]|吗|么$|呢$|怎么|多久|多长时间|什么|能不能|可不可以|是不是|有没有|会不会|要不要|几天|谁|哪[里儿个]|为啥|为什么|咋"
)


def command_of(turn: Turn, *, longest: int = SHORT) -> Command | None:
    """The command a message most likely is; None for an answer."""
    if PASS.match(strip_marks(turn.text)):
        return Command.SKIP
    if turn.intent == "ask":
        return Command.ASK if is_topical_question(turn) else None
    try:
        command = Command(turn.intent)
    except ValueError:
        return None
    return command if turn.confidence >= SURE and len(turn.text) <= longest else None


def strip_marks(text: str) -> str:
    return re.sub(r"[\s。.!！,，~～?？]+", "", text)


def reads_as_question(text: str) -> bool:
    """Whether the words ask something."""
    return INTERROGATIVE.search(text.strip()) is not None


def is_topical_question(turn: Turn) -> bool:
    """Whether the message asks something about consumer rights: it reads as a question and has a topic."""
    likely = turn.topics and turn.topics[0].confidence >= QUESTION_SURE
    return bool(likely and reads_as_question(turn.text))


# Short answers that decide a yes-or-no question whatever the classifier makes of two characters.
YES = frozenset(
    [
        "是",
        "对",
        "好",
        "行",
        "要",
        "可以",
        "同意",
        "没错",
        "是的",
        "对的",
        "好的",
        "嗯",
        "嗯嗯",
        "恩",
        "可",
        "中",
        "确认",
        "确定",
        "愿意",
        "同意的",
        "好吧",
        "行吧",
        "有",
        "ok",
        "OK",
        "没问题",
        "可以的",
    ]
)
NO = frozenset(
    [
        "不",
        "不是",
        "不对",
        "不要",
        "不行",
        "不用",
        "没有",
        "不同意",
        "别",
        "否",
        "不愿意",
        "不了",
        "没",
        "不用了",
        "不要了",
        "不想",
    ]
)
_NEGATED = re.compile(r"^(?:我|我们)?(?:不|别|没|无需|拒绝)")
_AGREED = re.compile(
    r"^(?:我|我们)?(?:都?(?:同意|愿意|可以|好|行|要|是))(?:的|吧|了|啊|调解|公示|公开|举报)*$"
)
SHORT_ANSWER = 10  # characters
# 「好，我同意你们记录我的信息」: yes in so many words, whatever the classifier hears in 记录 and 信息.
_CONSENTS = re.compile(
    r"^(?:嗯+|好的?|行|可以|没问题)?[，,、。\s]*(?:我|我们|本人)?都?(?:同意|允许)(?!.*(?:删|取消|撤|但|不过|除了))"
)


def agrees(text: str) -> bool:
    """Whether somebody says in so many words that they agree."""
    return bool(_CONSENTS.match(text.strip())) and not reads_as_question(text)


def yes_or_no(turn: Turn, *, explicit: bool = False) -> bool | None:
    """The answer to a yes-or-no question; None when it is neither.

    explicit: yes must be said in so many words (consent to personal data, 个人信息保护法 第十四条); a no never must.
    """
    word = strip_marks(turn.text)
    if reads_as_question(turn.text):
        return None
    if word in YES or agrees(turn.text) or (turn.intent == "affirm" and turn.confidence >= SURE):
        return True
    if word in NO or (turn.intent == "deny" and turn.confidence >= SURE):
        return False
    if len(word) > SHORT_ANSWER:
        return None
    if _NEGATED.match(word):
        return False
    return True if not explicit and _AGREED.match(word) else None
