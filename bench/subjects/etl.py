# The Python + SQLite subject of bench/run: a small resumable ETL. It loads orders.csv into a
# SQLite database, a batch to a transaction, and after each commit replaces checkpoint.json by a
# rename. Inserting is idempotent, so the data goes first and the checkpoint second.
#
# usage: python3 etl.py        (in the workspace; makes nothing outside of it)
import csv
import json
import os
import sqlite3

BATCH_ROWS = 40


def read_checkpoint():
    try:
        with open("checkpoint.json", encoding="utf-8") as file:
            return json.load(file)["rows_done"]
    except FileNotFoundError:
        return 0


def write_checkpoint(rows_done):
    with open("checkpoint.json.tmp", "w", encoding="utf-8") as file:
        json.dump({"rows_done": rows_done}, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename("checkpoint.json.tmp", "checkpoint.json")


def transform(row):
    return int(row["id"]), row["customer"].strip().title(), int(row["quantity"]) * int(row["cents"])


def main():
    database = sqlite3.connect("orders.db")
    database.execute(
        "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, customer TEXT, cents INTEGER)")
    done = read_checkpoint()
    with open("orders.csv", encoding="utf-8", newline="") as file:
        rows = [transform(row) for row in csv.DictReader(file)]
    while done < len(rows):
        batch = rows[done:done + BATCH_ROWS]
        with database:
            database.executemany("INSERT OR REPLACE INTO orders VALUES (?, ?, ?)", batch)
        done += len(batch)
        write_checkpoint(done)
    database.close()


main()
