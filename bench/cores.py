"""What a second process can gain on this machine at all: cores are sometimes halves of one, and others use them too."""

import subprocess
import sys

SECONDS = 3.0
# Work like a brain's: objects, dictionaries, small arrays of numbers. Prints how often it was done.
WORK = f"""
import json, time
row = {{"events": [{{"event": "slot", "name": f"n{{i}}", "value": i}} for i in range(50)]}}
end, done = time.perf_counter() + {SECONDS}, 0
while time.perf_counter() < end:
    sum(one["value"] for one in json.loads(json.dumps(row))["events"])
    done += 1
print(done)
"""


def work_per_second(processes: int) -> float:
    """Rounds of the same work a second, of all of them together."""
    started = [
        subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    return round(sum(int(process.communicate()[0]) for process in started) / SECONDS, 1)
