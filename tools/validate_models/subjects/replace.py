# Replaces "state" through a temporary file; "sync" says whether by the book.
import os
import sys

file = os.open("state.tmp", os.O_WRONLY | os.O_CREAT, 0o644)
os.write(file, b"new\n")
if "sync" in sys.argv:
    os.fsync(file)
os.close(file)
os.rename("state.tmp", "state")
if "sync" in sys.argv:
    os.fsync(os.open(".", os.O_RDONLY))
os.write(1, b"done\n")
