"""`make chat`: the assistant in the terminal, through the same API as the web page."""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import requests

from operations.processes import Stack, is_ready
from operations.run import ports
from operations.webchat import WebChat


def show(reply: dict[str, Any]) -> None:
    speaker = {"bot": "小保", "staff": "工作人员", "system": "系统"}.get(reply["from"], reply["from"])
    print(f"{speaker}：{reply['text']}")
    if answer := reply["answer"]:
        sources = "；".join(f"《{source['law']}》{source['article']}" for source in answer["sources"])
        print(f"    依据：{sources}（核对日期 {answer['as_of']}）")
    for number, choice in enumerate(reply["quick_replies"], 1):
        print(f"    [{number}] {choice['title']}")


def payload_of(line: str, choices: list[dict[str, str]]) -> str | None:
    """The payload of the choice whose number was typed, if there is one."""
    return choices[int(line) - 1]["payload"] if line.isdigit() and 1 <= int(line) <= len(choices) else None


def talk(chat: WebChat) -> None:
    choices: list[dict[str, str]] = []
    while line := input("您：").strip():
        payload = payload_of(line, choices)
        try:
            replies = chat.tap(payload) if payload else chat.say(line)
        except TimeoutError:
            print("（还在处理，稍后再看）")
            continue
        except requests.HTTPError as error:
            print(f"（{error.response.json().get('detail', '发送失败')}）")
            continue
        for reply in replies:
            show(reply)
        choices = replies[-1]["quick_replies"] if replies else []


def main() -> None:
    desk = ports()["desk"]
    with ExitStack() as stack:
        if is_ready("desk", desk):
            url = f"http://127.0.0.1:{desk}"
        else:
            print("（正在启动，约半分钟……）", flush=True)
            default = (
                Path(tempfile.mkdtemp(prefix="xiaobao-"))
                if os.environ.get("XIAOBAO_CHAT_THROWAWAY")
                else Path("var")
            )
            url = stack.enter_context(Stack(Path(os.environ.get("XIAOBAO_DATA", str(default))).resolve())).url
        print("小保在这里。直接打字，选项可以打数字，空行或 Ctrl-D 结束。")
        try:
            talk(WebChat(url).open())
        except (EOFError, KeyboardInterrupt):
            print()
    sys.exit(0)


if __name__ == "__main__":
    main()
