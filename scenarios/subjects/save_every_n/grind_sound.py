"""Answers a pile of questions and saves the answers after every third."""
import json
import os
from pathlib import Path

SAVE_EVERY = 3  # The most that an interruption can cost.
ANSWERS = Path("answers.json")


def save(answers):
    temporary = Path(".answers.tmp")
    temporary.write_text(json.dumps(answers, indent=1))
    os.replace(temporary, ANSWERS)


def answer(question):
    number = int(question.split()[-1])
    return number * number


answers = json.loads(ANSWERS.read_text()) if ANSWERS.exists() else {}
unsaved = 0
for path in sorted(Path("questions").glob("*.txt")):
    if path.stem in answers:
        continue
    answers[path.stem] = answer(path.read_text())
    unsaved += 1
    if unsaved == SAVE_EVERY:
        save(answers)
        unsaved = 0
if unsaved:
    save(answers)
