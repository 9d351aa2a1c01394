"""Loads what the shops have delivered since the last run."""
import json
import os
import time


def put(path, text):
    with open(path + ".tmp", "w") as file:
        file.write(text)
    os.rename(path + ".tmp", path)


def load_checkpoint():
    if not os.path.exists("checkpoint.json"):
        return {"last_run": 0}
    with open("checkpoint.json") as file:
        return json.load(file)


checkpoint = load_checkpoint()
started = time.time()
os.makedirs("loaded", exist_ok=True)
for name in sorted(os.listdir("inbox")):
    # What is older than the last run was there then, and is loaded.
    if os.stat("inbox/" + name).st_mtime <= checkpoint["last_run"]:
        continue
    if os.path.exists("loaded/" + name):
        continue
    with open("inbox/" + name) as file:
        rows = file.read()
    put("loaded/" + name, rows.replace(",", ";"))
put("checkpoint.json", json.dumps({"last_run": started}))
