"""Restores a dump. The database appears when all of it is there; what a dead run had is thrown away."""
import csv
import os
import sqlite3
from pathlib import Path

if not Path("restored.db").exists():
    Path("restoring.db").unlink(missing_ok=True)
    Path("restoring.db-journal").unlink(missing_ok=True)
    database = sqlite3.connect("restoring.db")
    for dump in sorted(Path("dump").glob("*.csv")):
        database.execute(f"CREATE TABLE {dump.stem} (id INT, value TEXT)")
        with open(dump) as rows:
            database.executemany(f"INSERT INTO {dump.stem} VALUES (?, ?)", csv.reader(rows))
    database.commit()
    database.close()
    os.replace("restoring.db", "restored.db")
