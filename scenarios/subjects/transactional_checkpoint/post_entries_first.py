"""Posts payments to a ledger. The offset has a transaction of its own, after that of the entries."""
import json
import sqlite3

BATCH = 2

ledger = sqlite3.connect("ledger.db")
ledger.executescript(
    """BEGIN;
    CREATE TABLE IF NOT EXISTS entries (account TEXT, amount INT);
    CREATE TABLE IF NOT EXISTS pipeline_state (id INT PRIMARY KEY, next_line INT);
    INSERT OR IGNORE INTO pipeline_state VALUES (1, 0);
    COMMIT;"""
)
next_line = ledger.execute("SELECT next_line FROM pipeline_state").fetchone()[0]

with open("payments.jsonl") as source:
    payments = [json.loads(line) for line in source]

for start in range(next_line, len(payments), BATCH):
    with ledger:
        for payment in payments[start : start + BATCH]:
            # Two payments may be equal, so no key tells a repeated one from a second one.
            ledger.execute("INSERT INTO entries VALUES (:account, :amount)", payment)
    with ledger:
        ledger.execute("UPDATE pipeline_state SET next_line = ?", (start + BATCH,))
