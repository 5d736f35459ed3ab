"""`make run`: prepare the data folder and the database, start the processes, say when and where one can chat."""

import os
import shlex
import sys
import threading
import time
from pathlib import Path

from honcho.manager import Manager
from honcho.printer import Printer

from operations.environment import ROOT, environment
from operations.processes import DEFAULT_PORTS, commands, is_ready, is_taken, migrate

MODEL = ROOT / "models" / "brain.tar.gz"
INTERRUPTED = 130  # Ctrl-C is how one stops it, not a failure
GIVE_UP = 300.0  # seconds until a slow start is called a failed one


def ports() -> dict[str, int]:
    """BRAIN_PORT, ACTIONS_PORT and DESK_PORT, or the usual ones."""
    return {
        name: int(os.environ.get(f"{name.upper()}_PORT", default)) for name, default in DEFAULT_PORTS.items()
    }


def announce(where: dict[str, int], host: str) -> None:
    """Wait for each process in turn, then print the address. Runs beside the manager."""
    begun = time.monotonic()
    for name in ("actions", "desk", "brain"):
        while not is_ready(name, where[name]):
            if time.monotonic() - begun > GIVE_UP:
                print(
                    f"xiaobao: {name} is still not ready; its lines above say why",
                    file=sys.stderr,
                    flush=True,
                )
                return
            time.sleep(0.3)
        print(f"xiaobao: {name} is ready ({time.monotonic() - begun:.0f} s)", flush=True)
    print(
        f"\n  小保已就绪 / Xiaobao is ready:  http://{host}:{where['desk']}/\n"
        f"  工作台 / staff console:        http://{host}:{where['desk']}/console/\n"
        '  First account: make staff ARGS="add NAME --role admin"\n'
        "  Ctrl-C stops everything.\n",
        flush=True,
    )


def main() -> None:
    data, where = Path(os.environ.get("XIAOBAO_DATA", "var")).resolve(), ports()
    for name, port in where.items():
        if is_taken(port):
            sys.exit(
                f"xiaobao: port {port} for {name} is taken; stop what listens there or set {name.upper()}_PORT"
            )
    env = environment(data, where)
    print("xiaobao: bringing the database up to date", flush=True)
    migrate(env)
    manager = Manager(Printer(sys.stdout))
    for name, command in commands(data, where, MODEL).items():
        kept = [sys.executable, "-m", "operations.keeping", *command]
        manager.add_process(name, shlex.join(kept), env=env, cwd=str(ROOT))
    host = env.get("DESK_HOST", "127.0.0.1")
    threading.Thread(target=announce, args=(where, host), daemon=True).start()
    manager.loop()
    sys.exit(0 if manager.returncode == INTERRUPTED else manager.returncode)


if __name__ == "__main__":
    main()
