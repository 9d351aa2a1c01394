"""Two workers bill meter readings. The bill is its own claim: one row for each reading."""
import os
import sqlite3
import threading
from pathlib import Path


def work(names):
    store = sqlite3.connect("bills.db", timeout=30)
    for name in names:
        units = int(Path("inbox", name).read_text())
        with store:  # Whoever is first makes the row; whoever comes later changes nothing.
            store.execute("INSERT OR IGNORE INTO bills VALUES (?, ?)", (name, units * 3))
    store.close()


if Path("inbox").exists():
    store = sqlite3.connect("bills.db")
    store.execute("CREATE TABLE IF NOT EXISTS bills (reading TEXT PRIMARY KEY, amount INT)")
    store.close()
    names = sorted(os.listdir("inbox"))
    workers = [threading.Thread(target=work, args=(names[first::2],)) for first in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    os.rename("inbox", "billed")
