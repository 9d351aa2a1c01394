"""Processes files that it claims in a table first: pending, processing, completed or failed, with at
most three retries. Claims of a run that died are given back at the start."""
import fcntl
import os
import sqlite3
from pathlib import Path

MAX_RETRIES = 3


def claim(table):
    """The name of a file that nobody else works on, or None."""
    with table:
        row = table.execute(
            "UPDATE checkpoints SET status = 'processing', retries = retries + (status = 'failed')"
            " WHERE file = (SELECT file FROM checkpoints WHERE status = 'pending'"
            " OR (status = 'failed' AND retries < ?) ORDER BY file LIMIT 1) RETURNING file",
            (MAX_RETRIES,),
        ).fetchone()
    return row[0] if row else None


def set_status(table, name, status):
    with table:
        table.execute("UPDATE checkpoints SET status = ? WHERE file = ?", (status, name))


def process(name):
    rows = Path("files", name).read_text().splitlines()
    kept = [row for row in rows if not row.endswith(",")]
    temporary = Path("clean", f".{name}.tmp")
    temporary.write_text("\n".join(kept) + "\n")
    os.replace(temporary, Path("clean", name))


def main():
    os.makedirs("clean", exist_ok=True)
    # The kernel drops this lock when its owner dies: who holds it knows that no claim has an owner.
    owner = os.open("clean", os.O_RDONLY)
    fcntl.flock(owner, fcntl.LOCK_EX)
    table = sqlite3.connect("checkpoints.db")
    with table:
        table.execute("BEGIN")
        table.execute(
            "CREATE TABLE IF NOT EXISTS checkpoints (file TEXT PRIMARY KEY,"
            " status TEXT DEFAULT 'pending', retries INT DEFAULT 0)"
        )
        table.execute("UPDATE checkpoints SET status = 'pending' WHERE status = 'processing'")
        for path in sorted(Path("files").iterdir()):
            table.execute("INSERT OR IGNORE INTO checkpoints (file) VALUES (?)", (path.name,))
    while name := claim(table):
        try:
            process(name)
        except (OSError, ValueError):
            set_status(table, name, "failed")
        else:
            set_status(table, name, "completed")


main()
