"""A batch job. Its scheduler asks it to stop with SIGTERM and kills it a while later; asked, the job
ends after the task in hand, and saves what is done."""
import json
import os
import signal
import sys
import time
from pathlib import Path

SAVE_EVERY = 2
CHECKPOINT = Path("checkpoint.json")
stop = False


def ask_to_stop(*_):
    global stop
    stop = True


def save(done):
    Path(".checkpoint.tmp").write_text(json.dumps({"done": done}))
    os.replace(".checkpoint.tmp", CHECKPOINT)


def run(task):
    result = 0
    for _ in range(10):
        result += int(task.read_text())
        time.sleep(0.002)
    temporary = Path("results", f".{task.name}.tmp")
    temporary.write_text(f"{result}\n")
    os.replace(temporary, Path("results", task.name))


signal.signal(signal.SIGTERM, ask_to_stop)
os.makedirs("results", exist_ok=True)
done = json.loads(CHECKPOINT.read_text())["done"] if CHECKPOINT.exists() else []
unsaved = 0
for task in sorted(Path("tasks").iterdir()):
    if task.name in done:
        continue
    if stop:
        break
    run(task)
    done.append(task.name)
    unsaved += 1
    if unsaved == SAVE_EVERY:
        save(done)
        unsaved = 0
if unsaved:
    save(done)
sys.exit(128 + signal.SIGTERM if stop else 0)
