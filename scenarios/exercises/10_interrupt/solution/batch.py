"""A batch job. A scheduler that wants the machine asks it to stop with SIGTERM."""
import json
import os
import signal
import sys


def put(path, text):
    with open(path + ".tmp", "w") as file:
        file.write(text)
    os.rename(path + ".tmp", path)


def load():
    if not os.path.exists("checkpoint.json"):
        return []
    with open("checkpoint.json") as file:
        return json.load(file)


def save(done):
    put("checkpoint.json", json.dumps(done))


def stop(*_):
    global asked_to_stop
    asked_to_stop = True


done = load()
asked_to_stop = False
signal.signal(signal.SIGTERM, stop)
os.makedirs("results", exist_ok=True)
for name in sorted(os.listdir("tasks")):
    if name in done:
        continue
    # Between two tasks nothing is in hand.
    if asked_to_stop:
        sys.exit(128 + signal.SIGTERM)
    with open("tasks/" + name) as file:
        number = int(file.read())
    put("results/" + name, f"{number * number}\n")
    done.append(name)
    save(done)
