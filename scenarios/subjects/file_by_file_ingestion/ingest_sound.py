"""Loads the vendor's files into the catalogue one by one and remembers the last file that is in."""
import hashlib
import json
import os
import sqlite3
import tempfile
from pathlib import Path

CHECKPOINT = Path("state/checkpoint.json")


def read_checkpoint():
    if not CHECKPOINT.exists():
        return ""
    return json.loads(CHECKPOINT.read_text())["last_file"]


def write_checkpoint(last_file):
    handle, temporary = tempfile.mkstemp(prefix=".checkpoint-", dir=CHECKPOINT.parent)
    with os.fdopen(handle, "w") as file:
        json.dump({"last_file": last_file}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, CHECKPOINT)


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
        catalogue.commit()  # First the data ...
        write_checkpoint(path.name)  # ... then the claim that it is there.


main()
