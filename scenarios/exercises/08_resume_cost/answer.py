"""Answers a pile of questions, and saves the answers."""
import json
import os

SAVE_EVERY = 12


def load():
    if not os.path.exists("answers.json"):
        return {}
    with open("answers.json") as file:
        return json.load(file)


def save(answers):
    with open("answers.tmp", "w") as file:
        json.dump(answers, file, indent=1)
    os.rename("answers.tmp", "answers.json")


def answer(name):
    with open("questions/" + name) as file:
        return int(file.read().split()[-1].rstrip("?")) ** 2


answers = load()
unsaved = 0
for name in sorted(os.listdir("questions")):
    if name in answers:
        continue
    answers[name] = answer(name)
    unsaved += 1
    if unsaved == SAVE_EVERY:
        save(answers)
        unsaved = 0
if unsaved:
    save(answers)
