"""Publishes the prices of each feed and remembers which feed was the last. Survives power cuts."""
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
        file.flush()
        os.fsync(file.fileno())  # The content, before it has a name ...
    os.replace(temporary, path)
    sync_directory(path.parent)  # ... and the name, before anything relies on it.


last = json.loads(CHECKPOINT.read_text())["last"] if CHECKPOINT.exists() else ""
# What a killed run has published can be seen, and still be lost.
sync_directory("prices")
for feed in sorted(Path("feeds").iterdir()):
    if feed.name > last:
        publish(Path("prices", feed.name), feed.read_text().replace("EUR", "euro"))
        publish(CHECKPOINT, json.dumps({"last": feed.name}))
