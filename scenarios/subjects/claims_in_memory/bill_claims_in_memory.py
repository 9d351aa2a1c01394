"""Two workers bill meter readings. Without a database to claim them in, they share a dict."""
import os
import threading
from pathlib import Path

status = {}
lock = threading.Lock()


def opened(path):
    """To add lines at the end, without a last one that a crash has cut short."""
    output = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    written = os.pread(output, os.fstat(output).st_size, 0)
    whole = written.rfind(b"\n") + 1
    if whole < len(written):
        os.ftruncate(output, whole)
    return output


# One write a line, each at the end of the file, whoever writes.
bills = opened("bills.csv")


def claim(name):
    with lock:
        if name in status:
            return False
        status[name] = "processing"
        return True


def work(names):
    for name in names:
        if claim(name):
            units = int(Path("inbox", name).read_text())
            os.write(bills, f"{units * 3}\n".encode())
            status[name] = "completed"


if Path("inbox").exists():
    names = sorted(os.listdir("inbox"))
    workers = [threading.Thread(target=work, args=(names,)) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    # The whole batch is done; only now does anything say so that outlives this process.
    os.rename("inbox", "billed")
