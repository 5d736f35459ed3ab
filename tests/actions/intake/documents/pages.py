"""Readings as the desk sends them, written as text: one row a line, blanks of three or more between its parts."""

import re
from typing import Any

from actions.turn import Turn
from tests.actions.builders import SENT_AT

HEIGHT, WIDTH = 0.04, 0.02  # of a row and of a character, in parts of the page's width


def lines(page: str) -> list[dict[str, Any]]:
    found = []
    for index, row in enumerate(page.strip("\n").splitlines()):
        for part in re.finditer(r"\S+(?: {1,2}\S+)*", row):
            left, top = part.start() * WIDTH, index * HEIGHT * 1.5
            right, bottom = left + len(part[0]) * WIDTH, top + HEIGHT
            place = {"left": left, "top": top, "right": right, "bottom": bottom}
            found.append({"text": part[0], **place, "score": 0.98})
    return found


def photo_read(page: str, attachment_id: str = "photo-1") -> Turn:
    """The turn with which the desk tells what stands on a picture."""
    reading = {"attachment_id": attachment_id, "lines": lines(page)}
    return Turn(
        text="/photo_read",
        intent="photo_read",
        is_choice=True,
        message_id=f"read-{attachment_id}",
        sent_at=SENT_AT,
        reading=reading,
    )


def photo_sent(attachment_id: str = "photo-1", media_type: str = "image/jpeg") -> Turn:
    """The turn with which the person sends it."""
    sent = {"id": attachment_id, "name": "小票.jpg", "media_type": media_type}
    return Turn(
        text="/provide_evidence",
        intent="provide_evidence",
        is_choice=True,
        message_id=f"sent-{attachment_id}",
        sent_at=SENT_AT,
        attachments=(sent,),
    )


RECEIPT = """
欢迎光临好又多超市
小票号：HYD2611080031
日期：2026-11-08 18:30
大米            49.90
食用油          79.90
合计：         129.80
实收：         150.00
找零：          20.20
服务电话：0431-85668899
"""
