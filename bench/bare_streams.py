"""The least that a stream can be: Sanic, a queue for each listener, nothing kept. What the inbox's streams are measured against."""

import asyncio
import sys
from typing import Any

from sanic import Request, Sanic
from sanic.response import ResponseStream, empty

app: Sanic[Any, Any] = Sanic("bare_streams", configure_logging=False)
listeners: set[asyncio.Queue[str]] = set()


@app.post("/say")
async def say(request: Request) -> Any:
    for queue in listeners:
        queue.put_nowait(request.body.decode())
    return empty(202)


@app.get("/events")
async def events(_request: Request) -> Any:
    async def produce(response: Any) -> None:
        queue: asyncio.Queue[str] = asyncio.Queue()
        listeners.add(queue)
        try:
            await response.write(": connected\n\n")
            while True:
                await response.write(f"event: message.added\ndata: {await queue.get()}\n\n")
        finally:
            listeners.discard(queue)

    return ResponseStream(produce, content_type="text/event-stream")


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False, motd=False)
