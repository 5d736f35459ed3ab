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
        sources = "；".join(
            f"《{source['law']}》{source['article']}" if source["article"] else source["law"]
            for source in answer["sources"]
        )
        print(f"    依据：{sources}（核对日期 {answer['as_of']}）")
    if explanation := reply.get("explanation"):  # with XIAOBAO_DEBUG=true
        print("\n".join(f"    · {line}" for line in why(explanation)))
    for number, choice in enumerate(reply["quick_replies"], 1):
        print(f"    [{number}] {choice['title']}")


def why(explanation: dict[str, Any]) -> list[str]:
    """The lines that tell why a turn was answered as it was; the shape is that of bot/explanation.py."""
    decided = explanation["decided"] or {}
    rows = {
        "意图": scored(explanation["intent"]),
        "主题": "，".join(map(scored, explanation["topic_ranking"])),
        "实体": "，".join(f"{entity['entity']}={entity['value']}" for entity in explanation["entities"]),
        "决定": "：".join(filter(None, (decided.get("decision"), decided.get("rule")))),
        "地点": decided.get("place"),
        "上文": decided.get("context"),
        "规则": explanation["rule"],
        "动作": "，".join(explanation["actions"]),
    }
    return [f"{label} {value}" for label, value in rows.items() if value]


def scored(label: dict[str, Any]) -> str:
    return f"{label['name']} {label['confidence']:.1%}"


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
