"""Ingests papers, skips those whose hash is in the progress log; made for daily incremental runs."""
import hashlib
import json
import os
from pathlib import Path

LOG = Path("progress.jsonl")


def read_log():
    """The hashes that are done. A line that was cut short by a kill is taken off the log."""
    if not LOG.exists():
        return set()
    text = LOG.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if whole != text:
        os.truncate(LOG, len(whole))
    return {json.loads(line)["hash"] for line in whole.splitlines()}


def ingest(paper, name):
    temporary = Path("library", f".{name}.tmp")
    temporary.write_text(json.dumps({"doi": paper["doi"], "title": paper["title"].upper()}))
    os.replace(temporary, Path("library", f"{name}.json"))


def main():
    os.makedirs("library", exist_ok=True)
    done = read_log()
    with open(LOG, "a") as log:
        for line in Path("papers.jsonl").read_text().splitlines():
            paper = json.loads(line)
            digest = hashlib.sha256(paper["doi"].encode()).hexdigest()[:12]
            if digest not in done:
                ingest(paper, digest)
                log.write(json.dumps({"hash": digest}) + "\n")
                log.flush()


main()
