"""Cleans files, without asking a table."""
import os

os.makedirs("clean", exist_ok=True)
for name in sorted(os.listdir("files")):
    with open("files/" + name) as file:
        rows = [row for row in file if not row.endswith(",\n")]
    with open("clean/.tmp-" + name, "w") as file:
        file.writelines(rows)
    os.rename("clean/.tmp-" + name, "clean/" + name)
