"""Publishes the prices of each feed. The rename is atomic; what is renamed may not be on the disk."""
import json
import os
from pathlib import Path

CHECKPOINT = Path("state/checkpoint.json")


def sync_directory(directory):
    handle = os.open(directory, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def publish(path, text):
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "w") as file:
        file.write(text)
    os.replace(temporary, path)
    sync_directory(path.parent)


last = json.loads(CHECKPOINT.read_text())["last"] if CHECKPOINT.exists() else ""
# What a killed run has published can be seen, and still be lost.
sync_directory("prices")
for feed in sorted(Path("feeds").iterdir()):
    if feed.name > last:
        publish(Path("prices", feed.name), feed.read_text().replace("EUR", "euro"))
        publish(CHECKPOINT, json.dumps({"last": feed.name}))
