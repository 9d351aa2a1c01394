"""Makes a thumbnail of every photo. Each is marked as done just before it is made, so
that no other worker takes it too."""
import os
import sqlite3
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
    if dest.exists():
        return
    # Under its own name it appears at once, and whole.
    temporary = THUMBS / f".{guid}.tmp"
    temporary.write_text(thumbnail(Path(f"photos/{guid}.pgm")))
    os.replace(temporary, dest)


def main():
    THUMBS.mkdir(exist_ok=True)
    library = sqlite3.connect("library.db")
    library.execute("BEGIN")
    library.execute("CREATE TABLE IF NOT EXISTS images (guid TEXT PRIMARY KEY, done INT DEFAULT 0)")
    for photo in sorted(Path("photos").glob("*.pgm")):
        library.execute("INSERT OR IGNORE INTO images (guid) VALUES (?)", (photo.stem,))
    library.commit()

    pending = library.execute("SELECT guid FROM images WHERE done = 0 ORDER BY guid").fetchall()
    for (guid,) in pending:
        library.execute("UPDATE images SET done = 1 WHERE guid = ?", (guid,))
        library.commit()
        make_one(guid)


main()
