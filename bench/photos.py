"""`make bench-photos`: what a photograph costs, and what it costs those who only chat meanwhile.

Turn latency of one conversation alone and while another one's photographs are read, in the same run, as a
ratio; seconds from a photograph to its proposal; the reader's memory. Writes results/photos.json.
"""

import io
import json
import os
import re
import tempfile
import time
from functools import partial
from pathlib import Path

from bench.driving import milliseconds, percentiles
from bench.table import RESULTS
from operations.processes import Stack
from operations.webchat import WebChat
from tests.photos.samples import SAMPLES

QUESTION = "网上买的衣服不喜欢，七天内能退吗？"
CONVERSATIONS, TURNS = 4, 10
GIVE_UP = 300.0  # seconds
PHOTOS = 9  # as many as a conversation may hold


def pictures() -> list[bytes]:
    made = []
    for sample in SAMPLES[:PHOTOS]:
        out = io.BytesIO()
        sample.render().save(out, "JPEG", quality=sample.quality)
        made.append(out.getvalue())
    return made


def send(chat: WebChat, content: bytes) -> None:
    headers = {"Authorization": f"Bearer {chat.token}"}
    files = {"file": ("小票.jpg", content, "image/jpeg")}
    kept = chat.session.post(f"{chat.url}/webchat/api/attachments", headers=headers, files=files, timeout=20)
    kept.raise_for_status()
    chat.post({"attachment_id": kept.json()["attachment_id"]}).raise_for_status()


def chatting(stack: Stack) -> list[float]:
    """Several conversations, since each may say only so much in a minute."""
    times = []
    for _ in range(CONVERSATIONS):
        chat = WebChat(stack.url).open()
        times += [milliseconds(partial(chat.say, QUESTION)) for _ in range(TURNS)]
    return times


def readings(stack: Stack) -> int:
    return len(re.findall("photo read attachment", stack.log("desk")))


def reader_memory(desk: int) -> float:
    """The largest resident size so far of the desk's child, in MB; 0 without one."""
    listed = " ".join(path.read_text() for path in Path(f"/proc/{desk}/task").glob("*/children"))
    peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in listed.split()]
    return max((int(peak[1]) / 1024 for peak in peaks if peak), default=0.0)


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder, Stack(Path(folder)) as stack:
        sender = WebChat(stack.url).open()
        chatting(stack)  # warm-up
        alone = chatting(stack)
        begun = time.perf_counter()
        for content in pictures():
            send(sender, content)
        meanwhile = chatting(stack)
        overlapped = readings(stack) < PHOTOS
        while readings(stack) < PHOTOS:
            if time.perf_counter() - begun > GIVE_UP:
                raise TimeoutError(f"only {readings(stack)} of {PHOTOS} photographs were read")
            time.sleep(0.1)
        each = (time.perf_counter() - begun) / PHOTOS
        memory = reader_memory(stack.running["desk"].pid)
    row = {"alone": percentiles(alone), "while photographs are read": percentiles(meanwhile)}
    ratio = {
        key: round(row["while photographs are read"][key] / row["alone"][key], 2) for key in row["alone"]
    }
    table = {**row, "ratio": ratio, "seconds_a_photograph": round(each, 2), "reader_mb": round(memory)}
    table |= {"readings_outlasted_the_turns": overlapped, "cores": os.cpu_count()}
    (RESULTS / "photos.json").write_text(json.dumps(table, indent=1), "utf-8")
    print("| turn latency, ms | p50 | p95 | p99 |\n|---|---|---|---|")
    for name, figures in (*row.items(), ("ratio", ratio)):
        print(f"| {name} | {figures['p50']} | {figures['p95']} | {figures['p99']} |")
    print(f"{each:.1f} s a photograph, one at a time; the reader takes {memory:.0f} MB at most")


if __name__ == "__main__":
    main()
