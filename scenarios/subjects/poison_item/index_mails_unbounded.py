"""Indexes mails in order; a mail is moved on only when it is in the index."""
import os
from pathlib import Path

os.makedirs("index", exist_ok=True)
for mail in sorted(Path("mails").glob("*.eml")):
    entry = Path("index", mail.stem)
    if entry.exists():
        continue
    # A mail over which the parser dies is the first one in every run, and the last.
    subject = mail.read_text().partition("Subject: ")[2]
    temporary = entry.with_name(f".{mail.stem}.tmp")
    temporary.write_text(subject)
    os.replace(temporary, entry)
