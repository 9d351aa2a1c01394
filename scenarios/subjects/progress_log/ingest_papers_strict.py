"""Ingests papers, skips those whose hash is in the progress log. Every line of
the log is believed to be whole."""
import hashlib
import json
import os
from pathlib import Path

LOG = Path("progress.jsonl")


def read_log():
    """The hashes that are done."""
    if not LOG.exists():
        return set()
    return {json.loads(line)["hash"] for line in LOG.read_text().splitlines()}


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
