"""Settles ledger pages. A checkpoint of the format before is migrated, and any other is refused."""
import json
import os
import sys
from pathlib import Path

VERSION = 3
CHECKPOINT = Path("checkpoint.json")


def publish(path, text):
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


def save(last_page):
    publish(CHECKPOINT, json.dumps({"schema_version": VERSION, "last_page": last_page}))


# Version 2 called it "page".
def migrated(state):
    save(state["page"])
    return state["page"]


def last_page():
    if not CHECKPOINT.exists():
        return 0
    state = json.loads(CHECKPOINT.read_text())
    version = state.get("schema_version")
    if version == 2:
        return migrated(state)
    if version != VERSION:
        sys.exit(f"{CHECKPOINT}: version {version}, expected {VERSION} or 2")
    return state["last_page"]


def main():
    start = last_page()
    for page in range(start + 1, 5):
        cents = int(Path("ledger", str(page)).read_text())
        publish(Path("settled", str(page)), f"settled {cents}\n")
        save(page)


main()
