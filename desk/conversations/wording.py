"""What the desk itself says in a conversation, in plain Chinese."""

WAITING = "您的话小保已经收到并保存好了，这会儿回复有点慢，请不用重发，稍等就会回复您。"
GIVEN_UP = "抱歉，这条消息小保没能处理好，您说的内容已经保存。您可以换个说法再发一次，或者点下面转人工。"
HANDOFF_RECORDED = "已经记下您要人工服务，工作人员上线后会在这里接着回复您，您说过的内容他们都看得到。等待的时候，您也可以继续问小保。"
ERASED = "您在这里说过的内容和没提交的草稿已经删除。已登记的投诉按规定要留存，不会因此删除；要撤回请凭编号联系工作人员。"
HANDOFF_TITLE = "转人工"
HANDOFF_PAYLOAD = "/handoff"
ATTACHMENT_TEXT = "［文件］{name}"


def filed_later(case_no: str, next_step: str) -> str:
    """Sent when a complaint that could not be filed at once has been filed."""
    return f"刚才没能登记成功的投诉，现在已登记，编号 {case_no}。{next_step}"


def filing_refused() -> str:
    """Sent when the case backend refused a kept complaint for good."""
    return "抱歉，刚才保存的投诉没能登记成功，内容还在。已经请工作人员查看，他们会在这里联系您。"
