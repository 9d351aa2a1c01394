"""Converts samples. Each result is made in the system's temporary directory and moved into place."""
import os
import shutil
import tempfile
from pathlib import Path

os.makedirs("converted", exist_ok=True)
for raw in sorted(Path("raw").iterdir()):
    target = Path("converted", raw.name)
    if target.exists():
        continue
    with tempfile.NamedTemporaryFile("w", delete=False) as temporary:
        for line in raw.read_text().splitlines():
            temporary.write(f"{int(line) * 1000}\n")
    # On another mount there is no rename: shutil.move copies, then deletes.
    shutil.move(temporary.name, target)
