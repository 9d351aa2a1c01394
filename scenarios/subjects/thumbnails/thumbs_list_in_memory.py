"""Makes a thumbnail of every photo. What is left to do is a list in memory."""
import os
from pathlib import Path

THUMBS = Path("thumbs")


def thumbnail(photo):
    """Every second pixel of every second row of a plain PGM."""
    lines = photo.read_text().splitlines()
    width, height = map(int, lines[1].split())
    rows = [line.split()[::2] for line in lines[3::2]]
    header = f"P2\n{width // 2} {height // 2}\n255\n"
    return header + "".join(" ".join(row) + "\n" for row in rows)


def make_one(guid):
    dest = THUMBS / f"{guid}.pgm"
    temporary = THUMBS / f".{guid}.tmp"
    temporary.write_text(thumbnail(Path(f"photos/{guid}.pgm")))
    os.replace(temporary, dest)


def main():
    if Path("complete").exists():
        return
    THUMBS.mkdir(exist_ok=True)
    remaining = sorted(photo.stem for photo in Path("photos").glob("*.pgm"))
    while remaining:
        make_one(remaining[0])
        remaining.pop(0)  # A kill takes this knowledge along.
    Path("complete").touch()


main()
