"""Loads every delivery of the inbox; the checkpoint says how many are loaded."""
import json
import os


def put(path, text):
    """The new content appears at once and whole: a rename has no halfway."""
    with open(path + ".tmp", "w") as file:
        file.write(text)
    os.rename(path + ".tmp", path)


def done():
    if not os.path.exists("checkpoint.json"):
        return 0
    with open("checkpoint.json") as file:
        return json.load(file)["done"]


os.makedirs("loaded", exist_ok=True)
deliveries = sorted(os.listdir("inbox"))
for number in range(len(deliveries)):
    name = deliveries[number]
    with open("inbox/" + name) as file:
        rows = file.read()
    put("loaded/" + name, rows.replace(",", ";"))
