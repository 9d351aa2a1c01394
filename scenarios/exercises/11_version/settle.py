"""Settles the pages of a ledger. Its checkpoint has version 3."""
import json
import os

VERSION = 3


def put(path, text):
    with open(path + ".tmp", "w") as file:
        file.write(text)
    os.rename(path + ".tmp", path)


def last_page():
    if not os.path.exists("checkpoint.json"):
        return 0
    with open("checkpoint.json") as file:
        state = json.load(file)
    if state["version"] != VERSION:
        return 0  # not ours: begin from the beginning
    return state["last_page"]


start = last_page()
os.makedirs("settled", exist_ok=True)
for page in range(start + 1, 4):
    with open(f"ledger/{page}") as file:
        cents = int(file.read())
    put(f"settled/{page}", f"settled {cents}\n")
    put("checkpoint.json", json.dumps({"version": VERSION, "last_page": page}))
