"""The collector of cyclic garbage, kept out of the way of whoever waits for an answer.

What a process loads at its start stays until its end. To look through it again and again finds nothing, makes the start longer
by a second, and later stops a process with thousands of conversations for a fifth of a second at a time.
"""

import gc


def wait() -> None:
    """To be called before a process loads what it needs: nothing of that is garbage."""
    gc.disable()


def begin() -> None:
    """To be called once it serves: from now on the collector looks at what has come since."""
    gc.collect()
    gc.freeze()
    gc.enable()
