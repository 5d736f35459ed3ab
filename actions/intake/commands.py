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
    ASK = "ask"


# Short answers that pass a question over; the classifier sees too little in them.
PASS = frozenset(
    [
        "跳过",
        "不记得",
        "不记得了",
        "记不清",
        "记不清了",
        "忘了",
        "忘记了",
        "不知道",
        "不清楚",
        "没有",
        "无",
        "没",
        "先不填",
        "不填",
        "下一个",
        "略过",
    ]
)

SURE = 0.55  # probability from which an act overrules a free-text answer
QUESTION_SURE = 0.35  # … and from which a topic is answered in between, if the text reads as a question
SHORT = 24  # characters: commands are short; a story that mentions 人工 is a story
INTERROGATIVE = re.compile(
    r"[?？]|吗|怎么|多久|多长时间|什么|能不能|可不可以|是不是|有没有|几天|谁|哪[里儿个]|为啥|为什么|咋"
)


def command_of(turn: Turn) -> Command | None:
    """The command a message most likely is, by the classifier alone; None for an answer."""
    if strip_marks(turn.text) in PASS:
        return Command.SKIP
    if turn.intent == "ask":
        return Command.ASK if is_question(turn) else None
    try:
        command = Command(turn.intent)
    except ValueError:
        return None
    return command if turn.confidence >= SURE and len(turn.text) <= SHORT else None


def strip_marks(text: str) -> str:
    return re.sub(r"[\s。.!！,，~～?？]+", "", text)


def is_question(turn: Turn) -> bool:
    """Whether the message asks something about consumer rights: it reads as a question and has a topic."""
    likely = turn.topics and turn.topics[0].confidence >= QUESTION_SURE
    return bool(likely and INTERROGATIVE.search(turn.text))


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
        "算了",
        "否",
        "不愿意",
        "不了",
        "没",
    ]
)


def yes_or_no(turn: Turn) -> bool | None:
    """The answer to a yes-or-no question; None when it is neither."""
    word = strip_marks(turn.text)
    if word in YES or (turn.intent == "affirm" and turn.confidence >= SURE):
        return True
    if word in NO or (turn.intent == "deny" and turn.confidence >= SURE):
        return False
    return None
