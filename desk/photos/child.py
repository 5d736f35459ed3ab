"""The process that reads pictures: `python -m desk.photos.child`, started and ended by desk.photos.reader.

It holds no key, no database and no network of ours: pictures come on standard input (four bytes of length,
then the file), lines go out on standard output. What a hostile picture makes of the decoders stays in here,
within limits of memory and time, and ends with the process.
"""

import os
import resource
import signal
import struct
import sys
from typing import BinaryIO

from desk.photos.reading import encode, encode_failure

LENGTH = struct.Struct(">I")
MEMORY = 1_500 * 2**20  # bytes of private memory; 45 lines across a page peak at 950 MB
LONGEST = 60  # seconds for one picture, when no parent is left to end it
THREADS = 1  # faster than two where turns use the other core, and no thread spins
NICENESS = 10  # turns of conversations go first


def confine() -> None:
    """No core dump with somebody's receipt in it, no files, bounded memory, last in the queue for the processor."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # DATA counts private memory; AS would count what onnxruntime merely maps, too. Where the system does not
    # count it (macOS), the time limit and the recycling remain.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    os.nice(NICENESS)


def picture_from(stream: BinaryIO) -> bytes | None:
    """The next picture; None at the end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    return stream.read(length)


def main() -> None:
    confine()
    # What libraries print must not get between the lines of the protocol.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    from desk.photos.recognising import make_engine, read_picture

    engine = make_engine(THREADS)
    answers.write(encode([]))  # ready
    answers.flush()
    while (content := picture_from(sys.stdin.buffer)) is not None:
        signal.alarm(LONGEST)
        try:
            answers.write(encode(read_picture(engine, content)))
        except OSError:  # not a picture after all: nothing is readable on it
            answers.write(encode([]))
        except Exception as error:  # noqa: BLE001 - out of memory has many names; the next picture gets a fresh process
            answers.write(encode_failure(type(error).__name__))
            answers.flush()
            sys.exit(1)
        signal.alarm(0)
        answers.flush()


if __name__ == "__main__":
    main()
