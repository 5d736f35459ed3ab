"""What the desk itself says in a conversation, in plain Chinese."""

WAITING = "您的话小保已经收到并保存好了，这会儿回复有点慢，不用重发，处理好就在这里告诉您。"
GIVEN_UP = (
    "抱歉，这条消息小保没能处理好，已经登记请工作人员查看。您可以换个说法再发一次，"
    "或者点下面“转人工”等人接入，也可以直接拨打12315。"
)
ERASED = "您在这里说过的内容、没提交的草稿和还没登记成功的投诉已经删除。已登记的投诉按规定要留存，不会因此删除；要撤回，请凭编号向处理单位提出。"
ATTACHMENT_TEXT = "［文件］{name}"
CALL_ENDED = "［通话结束］您说过的内容都在，可以接着说。"
MEDIA_TEXT = "［图片］"
PICTURE_NAME = "图片"
FILE_LOST = "这张图片没能取到，请您再发一次；之前说的内容都还在。"
LOCATION_TEXT = "[位置] {place}"
LOCATION_UNKNOWN_TEXT = "[位置]"


def filed_later(case_no: str, next_step: str) -> str:
    """Sent when a complaint that could not be filed at once has been filed."""
    return f"刚才没能登记成功的投诉，现在已登记，编号 {case_no}。{next_step}"


def received_again_later(case_no: str, next_step: str) -> str:
    """The same of a dispute that had been filed before: no second number."""
    return f"刚才没能登记成功的内容，现在已经并到之前登记的编号 {case_no} 里，没有另立新编号。{next_step}"


def filing_refused() -> str:
    """Sent when the case backend refused a kept complaint for good."""
    return "抱歉，刚才保存的投诉没能登记成功，内容还在，需要人工查看的请求已经登记。在有人到这里回复您之前，也可以直接拨打12315投诉。"
