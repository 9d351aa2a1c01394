"""Indexes mails in order; one over which three runs have died is left aside."""
import os
from pathlib import Path

MAX_ATTEMPTS = 3

os.makedirs("index", exist_ok=True)
os.makedirs("attempts", exist_ok=True)
for mail in sorted(Path("mails").glob("*.eml")):
    entry = Path("index", mail.stem)
    attempts = Path("attempts", mail.stem)
    if not entry.exists():
        # One byte an attempt, written before the mail is opened.
        if attempts.exists() and attempts.stat().st_size >= MAX_ATTEMPTS:
            print(f"{mail}: left aside after {MAX_ATTEMPTS} attempts")
            continue
        with open(attempts, "a") as count:
            count.write("x")
        subject = mail.read_text().partition("Subject: ")[2]
        temporary = entry.with_name(f".{mail.stem}.tmp")
        temporary.write_text(subject)
        os.replace(temporary, entry)
    attempts.unlink(missing_ok=True)
