"""Makes a thumbnail of every photo: skips those on disk, asks the database what is left, and marks
what has succeeded when it is done, however that comes about."""
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
        return  # It is on disk already. Is all of it?
    dest.write_text(thumbnail(Path(f"photos/{guid}.pgm")))


def flush_succeeded(library, succeeded):
    library.executemany("UPDATE images SET done = 1 WHERE guid = ?", [(g,) for g in succeeded])
    library.commit()


def main():
    THUMBS.mkdir(exist_ok=True)
    library = sqlite3.connect("library.db")
    library.execute("BEGIN")
    library.execute("CREATE TABLE IF NOT EXISTS images (guid TEXT PRIMARY KEY, done INT DEFAULT 0)")
    for photo in sorted(Path("photos").glob("*.pgm")):
        library.execute("INSERT OR IGNORE INTO images (guid) VALUES (?)", (photo.stem,))
    library.commit()

    pending = library.execute("SELECT guid FROM images WHERE done = 0 ORDER BY guid").fetchall()
    succeeded = []
    try:
        for (guid,) in pending:
            make_one(guid)
            succeeded.append(guid)
    finally:
        if succeeded:
            flush_succeeded(library, succeeded)


main()
