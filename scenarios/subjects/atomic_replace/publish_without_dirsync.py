"""Publishes the prices of each feed. The content is on the disk; that it has a name may not be."""
import json
import os
from pathlib import Path

CHECKPOINT = Path("state/checkpoint.json")


def publish(path, text):
    temporary = path.with_name(f".{path.name}.tmp")
    with open(temporary, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


last = json.loads(CHECKPOINT.read_text())["last"] if CHECKPOINT.exists() else ""
for feed in sorted(Path("feeds").iterdir()):
    if feed.name > last:
        publish(Path("prices", feed.name), feed.read_text().replace("EUR", "euro"))
        publish(CHECKPOINT, json.dumps({"last": feed.name}))
