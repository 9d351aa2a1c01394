"""Two consumer groups read a log in two partitions; each keeps an offset for each partition.
An offset is committed as soon as the message has been read."""
import json
import os
from pathlib import Path


def committed(group, partition):
    path = Path("offsets", group, partition)
    return int(path.read_text()) if path.exists() else 0


def commit(group, partition, offset):
    path = Path("offsets", group, partition)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{partition}.tmp")
    temporary.write_text(f"{offset}\n")
    os.replace(temporary, path)


def opened(path):
    """To add lines at the end, without a last one that a crash has cut short."""
    output = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    written = os.pread(output, os.fstat(output).st_size, 0)
    whole = written.rfind(b"\n") + 1
    if whole < len(written):
        os.ftruncate(output, whole)
    return output


def bill(output, message):
    os.write(output, f"{message['order']},{message['cents']}\n".encode())


def ship(output, message):
    os.write(output, f"{message['order']},{message['grams']}\n".encode())


def consume(group, partition, handle):
    output = opened(f"{group}.csv")
    messages = Path("topic", f"{partition}.jsonl").read_text().splitlines()
    for offset in range(committed(group, partition), len(messages)):
        commit(group, partition, offset + 1)
        handle(output, json.loads(messages[offset]))
    os.close(output)


for group, handle in (("billing", bill), ("shipping", ship)):
    for partition in ("0", "1"):
        consume(group, partition, handle)
