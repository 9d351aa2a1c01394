"""Puts the files of the spool into a search index; the checkpoint lists the names that are done."""
import json
import os
from pathlib import Path

CHECKPOINT = Path("checkpoint.json")


def publish(path, text):
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


done = set(json.loads(CHECKPOINT.read_text())["done"]) if CHECKPOINT.exists() else set()
os.makedirs("index", exist_ok=True)
for path in sorted(Path("spool").iterdir()):
    if path.name in done:
        continue
    words = sorted(path.read_text().split())
    publish(Path("index") / path.name, "\n".join(words) + "\n")
    done.add(path.name)
    publish(CHECKPOINT, json.dumps({"done": sorted(done)}))
