"""The least that an answer over HTTP can cost: Sanic, one route, the body back."""

import sys
from typing import Any

from sanic import Request, Sanic
from sanic.response import json

app: Sanic[Any, Any] = Sanic("bare_route", configure_logging=False)


@app.post("/say")
async def say(request: Request) -> Any:
    return json({"said": request.json})


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False, motd=False)
