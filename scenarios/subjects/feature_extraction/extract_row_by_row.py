"""Computes features of every thumbnail that has none yet, and commits each as soon as it is known."""
import sqlite3
from pathlib import Path

BANDS = ("red", "green", "blue")

store = sqlite3.connect("features.db")
store.execute("CREATE TABLE IF NOT EXISTS feature_visual (image INT, band TEXT, mean INT)")
# An image with one feature of three counts as done.
done = {image for (image,) in store.execute("SELECT DISTINCT image FROM feature_visual")}
images = sorted(int(path.stem) for path in Path("thumbs").glob("*.rgb"))

for image in (image for image in images if image not in done):
    means = Path(f"thumbs/{image}.rgb").read_text().split()
    for band, mean in zip(BANDS, means):
        with store:
            store.execute("INSERT INTO feature_visual VALUES (?, ?, ?)", (image, band, int(mean)))
