"""Applies numbered migrations; each is marked when it has been applied."""
import sqlite3
from pathlib import Path

shop = sqlite3.connect("shop.db", isolation_level=None)
shop.execute("CREATE TABLE IF NOT EXISTS schema_migrations (version TEXT PRIMARY KEY)")
applied = {version for (version,) in shop.execute("SELECT version FROM schema_migrations")}
for migration in sorted(Path("migrations").glob("*.sql")):
    if migration.stem in applied:
        continue
    shop.executescript(f"BEGIN;{migration.read_text()}COMMIT;")
    shop.execute("INSERT INTO schema_migrations VALUES (?)", (migration.stem,))
