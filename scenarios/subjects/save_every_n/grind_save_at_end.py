"""Answers a pile of questions and saves the answers when all are there."""
import json
import os
from pathlib import Path

ANSWERS = Path("answers.json")


def save(answers):
    temporary = Path(".answers.tmp")
    temporary.write_text(json.dumps(answers, indent=1))
    os.replace(temporary, ANSWERS)


def answer(question):
    number = int(question.split()[-1])
    return number * number


answers = json.loads(ANSWERS.read_text()) if ANSWERS.exists() else {}
before = len(answers)
for path in sorted(Path("questions").glob("*.txt")):
    if path.stem in answers:
        continue
    answers[path.stem] = answer(path.read_text())
if len(answers) > before:
    save(answers)
