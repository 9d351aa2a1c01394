"""Loads the vendor's files one by one; the checkpoint is rewritten in place."""
import hashlib
import json
import sqlite3
from pathlib import Path

CHECKPOINT = Path("state/checkpoint.json")


def read_checkpoint():
    if not CHECKPOINT.exists():
        return ""
    return json.loads(CHECKPOINT.read_text())["last_file"]


def write_checkpoint(last_file):
    # Opening the file empties it: for a moment there is no checkpoint at all.
    with open(CHECKPOINT, "w") as file:
        json.dump({"last_file": last_file}, file)


def load(catalogue, path):
    for row in json.loads(path.read_text()):
        key = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
        catalogue.execute(
            "INSERT OR IGNORE INTO skus VALUES (?, ?, ?)", (key, row["sku"], row["price"])
        )


def main():
    CHECKPOINT.parent.mkdir(exist_ok=True)
    catalogue = sqlite3.connect("catalogue.db")
    catalogue.execute("CREATE TABLE IF NOT EXISTS skus (key TEXT PRIMARY KEY, sku TEXT, price INT)")
    last_file = read_checkpoint()
    for path in sorted(Path("inbox").glob("skus_*.json")):
        if path.name <= last_file:
            continue
        load(catalogue, path)
        catalogue.commit()
        write_checkpoint(path.name)


main()
