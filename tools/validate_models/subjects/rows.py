# Says what "db" holds after SQLite's own recovery.
import sqlite3

try:
    connection = sqlite3.connect("db")
    check = connection.execute("PRAGMA integrity_check").fetchone()[0]
    rows = [row for (row,) in connection.execute("SELECT n FROM t ORDER BY n")]
    if check != "ok":
        print("malformed")
    elif rows == list(range(1, len(rows) + 1)):
        print(len(rows), "rows")
    else:
        print("other rows:", rows)
except sqlite3.DatabaseError:
    print("malformed")
