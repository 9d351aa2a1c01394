"""Settles ledger pages; the checkpoint says which format it has, and any other is refused."""
import json
import os
import sys
from pathlib import Path

VERSION = 3
CHECKPOINT = Path("checkpoint.json")


def last_page():
    if not CHECKPOINT.exists():
        return 0
    state = json.loads(CHECKPOINT.read_text())
    if state.get("schema_version") != VERSION:
        sys.exit(f"{CHECKPOINT}: version {state.get('schema_version')}, expected {VERSION}")
    return state["last_page"]


def publish(path, text):
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


def main():
    start = last_page()
    os.makedirs("settled", exist_ok=True)
    for page in range(start + 1, 4):
        cents = int(Path("ledger", str(page)).read_text())
        publish(Path("settled", str(page)), f"settled {cents}\n")
        publish(CHECKPOINT, json.dumps({"schema_version": VERSION, "last_page": page}))


main()
