"""Loads what the vendor has sent since the last run, by the time of that run."""
import hashlib
import json
import os
import sqlite3
import tempfile
import time
from pathlib import Path

CHECKPOINT = Path("state/checkpoint.json")


def read_checkpoint():
    if not CHECKPOINT.exists():
        return 0.0
    return json.loads(CHECKPOINT.read_text())["last_run_at"]


def write_checkpoint(last_run_at):
    handle, temporary = tempfile.mkstemp(prefix=".checkpoint-", dir=CHECKPOINT.parent)
    with os.fdopen(handle, "w") as file:
        json.dump({"last_run_at": last_run_at}, file)
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
    last_run_at = read_checkpoint()
    started_at = time.time()
    for path in sorted(Path("inbox").glob("skus_*.json")):
        # A file that arrives today with yesterday's time is never looked at.
        if path.stat().st_mtime > last_run_at:
            load(catalogue, path)
    catalogue.commit()
    write_checkpoint(started_at)


main()
