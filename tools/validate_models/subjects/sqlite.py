# Three transactions on "db", each reported after its COMMIT. Arguments: journal mode, synchronous.
import os
import sqlite3
import sys

connection = sqlite3.connect("db", isolation_level=None)
connection.execute("PRAGMA journal_mode=" + sys.argv[1])
connection.execute("PRAGMA synchronous=" + sys.argv[2])
for number in range(1, 4):
    connection.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 1000))
    os.write(1, b"done\n")
# As a process that goes on: closing would checkpoint.
os._exit(0)
