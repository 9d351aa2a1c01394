"""Ingests papers, skips those whose hash is in the progress log. Lines of
the log that make no sense are passed over."""
import hashlib
import json
import os
from pathlib import Path

LOG = Path("progress.jsonl")


def read_log():
    """The hashes that are done."""
    done = set()
    if LOG.exists():
        for line in LOG.read_text().splitlines():
            try:
                done.add(json.loads(line)["hash"])
            except ValueError:
                pass  # Half a line. What is appended next goes on where it ends.
    return done


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
