# Appends five records to "log" and reports each; "sync" says whether it is synced before.
import os
import sys

file = os.open("log", os.O_WRONLY | os.O_APPEND)
for number in range(1, 6):
    os.write(file, b"record %04d\n" % number)
    if "sync" in sys.argv:
        os.fsync(file)
    os.write(1, b"done\n")
