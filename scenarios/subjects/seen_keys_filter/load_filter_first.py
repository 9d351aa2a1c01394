"""Loads events that come twice now and then; a filter of seen keys saves a look into the store."""
import json
import os
import sqlite3
from pathlib import Path

BATCH = 2


def read(name, default):
    path = Path(name)
    return json.loads(path.read_text()) if path.exists() else default


def publish(name, value):
    Path(name + ".tmp").write_text(json.dumps(value))
    os.replace(name + ".tmp", name)


store = sqlite3.connect("store.db")
store.execute("CREATE TABLE IF NOT EXISTS events (key TEXT PRIMARY KEY, page TEXT)")
seen = set(read("seen.json", []))
events = [json.loads(line) for line in Path("events.jsonl").read_text().splitlines()]

for start in range(read("cursor.json", 0), len(events), BATCH):
    fresh = []
    for event in events[start : start + BATCH]:
        if event["key"] not in seen:
            seen.add(event["key"])
            fresh.append(event)
    # Now two files say what is done, and this one says it before it is true.
    publish("seen.json", sorted(seen))
    with store:
        store.executemany("INSERT OR IGNORE INTO events VALUES (:key, :page)", fresh)
    publish("cursor.json", start + BATCH)
