"""Copies orders into the warehouse; the position in the source is committed with the rows."""
import csv
import sqlite3

BATCH = 2

warehouse = sqlite3.connect("warehouse.db")
warehouse.executescript(
    """BEGIN;
    CREATE TABLE IF NOT EXISTS orders (id INT PRIMARY KEY, updated_at TEXT, amount INT);
    CREATE TABLE IF NOT EXISTS progress (source TEXT PRIMARY KEY, last_id INT);
    COMMIT;"""
)
row = warehouse.execute("SELECT last_id FROM progress WHERE source = 'orders'").fetchone()
last_id = row[0] if row else 0

with open("orders.csv") as source:
    pending = [row for row in csv.DictReader(source) if int(row["id"]) > last_id]

for start in range(0, len(pending), BATCH):
    batch = pending[start : start + BATCH]
    with warehouse:  # One transaction: both are there, or neither.
        warehouse.executemany(
            "INSERT OR REPLACE INTO orders VALUES (:id, :updated_at, :amount)", batch
        )
        warehouse.execute(
            "INSERT OR REPLACE INTO progress VALUES ('orders', ?)", (int(batch[-1]["id"]),)
        )
