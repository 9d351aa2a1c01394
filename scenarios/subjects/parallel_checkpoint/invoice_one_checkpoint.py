"""Two workers write invoices, each for every second order. One checkpoint for both."""
import json
import os
import threading
from pathlib import Path

CHECKPOINT = Path("checkpoint.json")
WORKERS = 2
lock = threading.Lock()


def done_up_to():
    return json.loads(CHECKPOINT.read_text())["done"] if CHECKPOINT.exists() else -1


def publish(path, text):
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


def work(worker, first):
    for number in range(worker, 8, WORKERS):
        if number < first:
            continue
        order = Path(f"orders/{number}.txt").read_text()
        publish(Path(f"invoices/{number}.txt"), "INVOICE " + order)
        with lock:
            # "Up to here" holds for this worker, and says it of both.
            if number > done_up_to():
                publish(CHECKPOINT, json.dumps({"done": number}))


os.makedirs("invoices", exist_ok=True)
start = done_up_to() + 1
workers = [threading.Thread(target=work, args=(worker, start)) for worker in range(WORKERS)]
for each in workers:
    each.start()
for each in workers:
    each.join()
