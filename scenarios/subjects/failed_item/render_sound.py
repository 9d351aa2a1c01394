"""Renders pages. A page that fails is skipped, never ticked off; the next run takes it up again."""
import os
import sys
from pathlib import Path


def render(page):
    site = Path("site", page.stem + ".html")
    if site.exists():
        return
    html = f"<h1>{page.read_text().strip('# ')}</h1>"
    temporary = site.with_suffix(".tmp")
    with open(temporary, "w") as file:
        file.write(html)
    os.replace(temporary, site)


os.makedirs("site", exist_ok=True)
failures = 0
for page in sorted(Path("pages").glob("*.md")):
    try:
        render(page)
    except OSError as error:
        print(f"{page}: {error}, skipped", file=sys.stderr)
        failures += 1
sys.exit(1 if failures else 0)
