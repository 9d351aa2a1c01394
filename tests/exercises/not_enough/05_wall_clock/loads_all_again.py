"""Loads what the shops have delivered and no run has loaded yet."""
import os


def put(path, text):
    with open(path + ".tmp", "w") as file:
        file.write(text)
    os.rename(path + ".tmp", path)


os.makedirs("loaded", exist_ok=True)
for name in sorted(os.listdir("inbox")):
    # What is loaded has a name, and no clock has a say in it.
    with open("inbox/" + name) as file:
        rows = file.read()
    put("loaded/" + name, rows.replace(",", ";"))
