"""Stand-ins for the child process: they misbehave as the test says. The real one is used where that is possible."""

import sys

READY = "print('[]', flush=True)\n"
ANSWERS = (
    "import sys, json\nfrom desk.photos.child import picture_from\n"
    + READY
    + """
while (content := picture_from(sys.stdin.buffer)) is not None:
    line = {"text": content.decode(), "left": 0, "top": 0, "right": 1, "bottom": 1, "score": 1}
    print(json.dumps([line]), flush=True)
"""
)
NEVER_READY = "import time; time.sleep(600)"
HANGS = READY + "import time; time.sleep(600)"
DIES = READY + "import sys; sys.stdin.buffer.read(4); sys.exit(1)"
BABBLES = READY + "import sys; sys.stdin.buffer.read(4); print('[[[', flush=True); sys.stdin.buffer.read()"
FLOODS = READY + "import sys; sys.stdin.buffer.read(4); print('x' * 5_000_000, flush=True); sys.stdin.read()"


def script(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)
