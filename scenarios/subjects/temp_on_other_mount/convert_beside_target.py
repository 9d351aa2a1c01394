"""Converts samples. Each result is made in the directory in which it will be, and renamed."""
import os
import tempfile
from pathlib import Path

os.makedirs("converted", exist_ok=True)
for raw in sorted(Path("raw").iterdir()):
    target = Path("converted", raw.name)
    if target.exists():
        continue
    with tempfile.NamedTemporaryFile("w", dir="converted", prefix=".tmp-", delete=False) as temporary:
        for line in raw.read_text().splitlines():
            temporary.write(f"{int(line) * 1000}\n")
    os.replace(temporary.name, target)
