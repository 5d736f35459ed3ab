"""A TCP relay that can be switched off: the case API out of reach, while everything else runs."""

import socket
import threading
from contextlib import suppress
from types import TracebackType


class Switch:
    """Relays loopback `port` to `target` while `on`; refuses and cuts connections otherwise.

    mute: what is asked gets through, and no answer comes back.
    """

    def __init__(self, port: int) -> None:
        self.port, self.target, self.on, self.mute = port, 0, True, False
        self._listener = socket.socket()
        self._stopped = threading.Event()

    def __enter__(self) -> "Switch":
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            if not self.on:
                client.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            for source, sink, answers in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._pump, args=(source, sink, answers), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while self.on and (chunk := source.recv(65536)):
                if not (answers and self.mute):
                    sink.sendall(chunk)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
