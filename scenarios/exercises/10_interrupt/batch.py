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
    save(done)
    sys.exit(128 + signal.SIGTERM)


done = load()
signal.signal(signal.SIGTERM, stop)
os.makedirs("results", exist_ok=True)
for name in sorted(os.listdir("tasks")):
    if name in done:
        continue
    done.append(name)
    with open("tasks/" + name) as file:
        number = int(file.read())
    put("results/" + name, f"{number * number}\n")
    save(done)
