"""Restores a dump table by table; each is a transaction, and one that is there is not touched."""
import csv
import sqlite3
from pathlib import Path

database = sqlite3.connect("restored.db", isolation_level=None)
present = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
for dump in sorted(Path("dump").glob("*.csv")):
    if dump.stem in present:
        continue
    database.execute("BEGIN")
    database.execute(f"CREATE TABLE {dump.stem} (id INT, value TEXT)")
    with open(dump) as rows:
        database.executemany(f"INSERT INTO {dump.stem} VALUES (?, ?)", csv.reader(rows))
    database.execute("COMMIT")
