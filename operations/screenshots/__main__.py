"""`make screenshots`: the pictures of the README, the chat page in every dress, and every screen of the console.

`chat` or `console` takes one of the two; `console NAME` those screens whose name holds it.
"""

import sys

from operations.screenshots.chat import show_chat
from operations.screenshots.console import show_console


def main() -> None:
    which, *rest = sys.argv[1:] or ["all"]
    if which in ("all", "chat"):
        show_chat()
    if which in ("all", "console"):
        show_console(*rest[:1])


if __name__ == "__main__":
    main()
