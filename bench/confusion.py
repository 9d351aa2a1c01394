# Audits every variant of scenarios/subjects, one after the other, and prints what each was reported to be:
# the confusion table of docs/TRACK_RECORD.md.
#
# usage: confusion.py --crashproof PROGRAM --programs DIR [--plain] [NAME]…
#   --plain     leaves out what a subject's options only limit (--cuts, --sample, --per-fault): every
#               kill and every trial of its faults, as a user without these options has it
#   NAME        only subjects, or SUBJECT/VARIANT, whose name begins so
# Exits with 1 if a variant is reported to be anything but what its subject.toml says.
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib

SUBJECTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scenarios", "subjects")
LIMITS = ("--cuts", "--sample", "--per-fault")
# Who wins a race is decided by the run that happens to be recorded: asked a second time.
RACES = ("stall", "replica")
AUDIT_LIMIT_SECONDS = 900


def variants(names):
    for subject in sorted(os.listdir(SUBJECTS)):
        path = os.path.join(SUBJECTS, subject, "subject.toml")
        if not os.path.exists(path):
            continue
        with open(path, "rb") as file:
            described = tomllib.load(file)
        for variant in described["variant"]:
            full = f"{subject}/{variant['name']}"
            if not names or any(full.startswith(name) for name in names):
                yield full, os.path.dirname(path), described, variant


def put_into(workspace, folder, described, programs):
    initial = os.path.join(folder, "workspace")
    if os.path.isdir(initial):
        shutil.copytree(initial, workspace, dirs_exist_ok=True)
    for name in os.listdir(folder):
        if name.endswith((".py", ".sh")):
            shutil.copy2(os.path.join(folder, name), workspace)
    program = described.get("program") or os.path.splitext(described.get("build", ""))[0]
    if program:
        shutil.copy2(os.path.join(programs, program), workspace)
    if "prepare" in described:
        subprocess.run(["bash", "-c", "set -e; " + described["prepare"]], cwd=workspace, check=True,
                       env=environment(), stdout=subprocess.DEVNULL)


# The system's own interpreter, not what a version manager puts before it, and nobody's git settings.
def environment():
    return dict(os.environ, PATH="/usr/bin:/bin", GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1")


def without_limits(options):
    pairs = iter(options)
    kept = []
    for option in pairs:
        if option in LIMITS:
            next(pairs)
        else:
            kept.append(option)
    return kept


# (the finished audit, its wall time in seconds)
def audited(crashproof, folder, described, variant, programs, options):
    with tempfile.TemporaryDirectory() as place:
        workspace = os.path.join(place, "job")
        os.mkdir(workspace)
        put_into(workspace, folder, described, programs)
        command = [crashproof, "audit", "--json", "--quiet", "--run-dir", os.path.join(place, "run"),
                   *options, "--", *variant["command"]]
        started = time.monotonic()
        done = subprocess.run(command, cwd=workspace, env=environment(), capture_output=True, text=True,
                              timeout=AUDIT_LIMIT_SECONDS)
        return done, time.monotonic() - started


class Reported:
    def __init__(self, *what):
        done, self.seconds = audited(*what)
        self.exit = done.returncode
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if not lines:
            sys.exit(f"{' '.join(done.args)}: exit {done.returncode}\n{done.stderr}")
        self.findings = [line for line in lines if line.get("type") == "finding"]
        self.summary = [line for line in lines if line.get("type") == "summary"][0]

    # {code: how sure}; "none" for findings without one.
    def codes(self):
        sure = {}
        for finding in self.findings:
            code = finding["code"] or "none"
            sure.setdefault(code, set()).add(finding["certainty"])
        return sure

    def tried(self):
        coverage = self.summary
        return coverage["tried"] + sum(row["tried"] for row in coverage["faults"] if row["fault"] != "kill")


def is_race(variant):
    return any(fault in RACES for fault in variant.get("faults", []))


def told(codes):
    return ", ".join(f"{code} ({'/'.join(sorted(sure))})" for code, sure in sorted(codes.items())) or "–"


# Without a look for its cause; None where there is no finding.
def seconds_to_first_finding(*what):
    *subject, options = what
    done, seconds = audited(*subject, [*options, "--fail-fast", "--no-diagnose", "--no-confirm"])
    return seconds if done.returncode == 1 else None


def row(name, variant, reported, right, first_seconds):
    first = "" if first_seconds is None else f"{first_seconds:.1f}"
    expected = ", ".join(variant["codes"]) or "–"
    return (f"| {name} | {expected} | {told(reported.codes())} | {'yes' if right else '**no**'} "
            f"| {reported.tried()} | {first} | {reported.seconds:.1f} |")


def main():
    parser = argparse.ArgumentParser(usage="see the head of this file")
    parser.add_argument("--crashproof", required=True)
    parser.add_argument("--programs", required=True)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    print("| subject/variant | is | reported | right | trials "
          "| first finding, s | whole audit, s |\n|---|---|---|---|---|---|---|")
    wrong = 0
    for name, folder, described, variant in variants(given.names):
        options = without_limits(variant["audit"]) if given.plain else variant["audit"]
        for _ in range(2 if is_race(variant) else 1):
            what = (given.crashproof, folder, described, variant, given.programs, options)
            reported = Reported(*what)
            right = (set(reported.codes()) == set(variant["codes"]) and
                     reported.exit == (1 if variant["codes"] else 0))
            if right:
                break
        if not reported.summary["isolation"].startswith(variant.get("needs", "")):
            print(f"| {name} | not tried: it needs {variant['needs']} | | | | | |", flush=True)
            continue
        wrong += not right
        first_seconds = seconds_to_first_finding(*what) if variant["codes"] else None
        print(row(name, variant, reported, right, first_seconds), flush=True)
    print(f"\n{wrong} variants reported to be something else than what they are.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
