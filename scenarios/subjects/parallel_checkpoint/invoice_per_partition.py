"""Two workers write invoices, each for every second order. Each has a checkpoint of its own."""
import json
import os
import threading
from pathlib import Path

WORKERS = 2


def checkpoint_of(worker):
    return Path(f"checkpoints/partition-{worker}.json")


def done_up_to(worker):
    path = checkpoint_of(worker)
    return json.loads(path.read_text())["done"] if path.exists() else -1


def publish(path, text):
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


def work(worker):
    first = done_up_to(worker) + 1
    for number in range(worker, 8, WORKERS):
        if number < first:
            continue
        order = Path(f"orders/{number}.txt").read_text()
        publish(Path(f"invoices/{number}.txt"), "INVOICE " + order)
        publish(checkpoint_of(worker), json.dumps({"done": number}))


os.makedirs("invoices", exist_ok=True)
os.makedirs("checkpoints", exist_ok=True)
workers = [threading.Thread(target=work, args=(worker,)) for worker in range(WORKERS)]
for each in workers:
    each.start()
for each in workers:
    each.join()
