# Carries out what bench/run prints: audits, bare resumes and strace loops of the same subjects,
# one after the other in each repetition, so that the noise of a machine hits all alike.
#
# usage: measure.py --build DIR --scratch DIR --disk DIR [--repetitions N] [--part NAME]… [--quick]
import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
EFFECTS = ("write,pwrite64,writev,pwritev,pwritev2,rename,renameat,renameat2,unlink,unlinkat,"
           "truncate,ftruncate,mkdir,mkdirat,link,linkat,symlink,symlinkat,fsync,fdatasync")


class Subject:
    def __init__(self, name, command, make, audit_options=()):
        self.name = name
        self.command = command
        self.make = make  # fills a workspace
        self.audit_options = list(audit_options)


class Cost:
    def __init__(self, seconds, cpu_seconds, output):
        self.seconds = seconds
        self.cpu_seconds = cpu_seconds
        self.output = output


def run(command, directory, check=True):
    """Wall time and user + system time of a command with all its descendants."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=directory, stdout=output, stderr=errors,
                                   stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if check and process.returncode != 0:
            sys.exit(f"{' '.join(command)}: exit {process.returncode}\n"
                     + errors.read().decode(errors="replace"))
        return Cost(seconds, usage.ru_utime + usage.ru_stime, output.read().decode())


def summary_of(cost):
    lines = [json.loads(line) for line in cost.output.splitlines()]
    return next(line for line in lines if line["type"] == "summary")


def spread(values, unit=1.0, digits=2):
    values = [value * unit for value in values]
    return (f"{statistics.median(values):.{digits}f}"
            f" ({min(values):.{digits}f}–{max(values):.{digits}f})")


def print_table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.crashproof = os.path.join(options.build, "harness/cli/crashproof")
        self.bare = os.path.join(options.build, "bench/bare_resumes")
        self.root = tempfile.mkdtemp(prefix="crashproof-bench-", dir=options.scratch)
        self.disk = tempfile.mkdtemp(prefix="crashproof-bench-", dir=options.disk)

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.rmtree(self.disk, ignore_errors=True)

    def workspace(self, subject):
        path = os.path.join(self.root, "workspace")
        shutil.rmtree(path, ignore_errors=True)
        os.mkdir(path)
        subject.make(path)
        return path

    def audit(self, subject, workspace, jobs, extra=(), verb="audit"):
        run_directory = os.path.join(self.disk, "run")
        command = [self.crashproof, verb, "--json", "--quiet", "--workspace", workspace,
                   "--run-dir", run_directory]
        if verb == "audit":
            command += ["--no-confirm", "--jobs", str(jobs)] + subject.audit_options + list(extra)
        cost = run(command + ["--"] + subject.command, workspace, check=False)
        summary = summary_of(cost)
        if summary["exit"] != 0:
            sys.exit(f"{subject.name}: the audit found or broke something: {cost.output}")
        return cost, summary, run_directory

    def bare_resumes(self, subject, run_directory, at_most=0):
        command = [self.bare, run_directory, self.root, str(at_most)] + subject.command
        result = json.loads(run(command, self.root).output)
        if result["failed"]:
            sys.exit(f"{subject.name}: {result['failed']} bare resumes failed")
        return result

    def crash_free(self, subject, workspace, times=5):
        """Mean wall time of the bare run from the start; leaves the last one's end behind."""
        expected = os.path.join(self.root, "expected")
        seconds = []
        for _ in range(times):
            shutil.rmtree(expected, ignore_errors=True)
            shutil.copytree(workspace, expected, symlinks=True)
            seconds.append(run(subject.command, expected).seconds)
        return statistics.mean(seconds), expected

    def most_kills(self, subject, workspace):
        """The largest k at which strace still kills: it counts each call of each thread alone."""
        state = os.path.join(self.root, "counted")
        shutil.copytree(workspace, state, symlinks=True)
        log = os.path.join(self.root, "strace.log")
        run(["strace", "-f", "-qq", "-o", log, "-e", "signal=none", "-e", "trace=" + EFFECTS]
            + subject.command, state)
        counts = Counter()
        with open(log, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                pid, _, call = line.partition(" ")
                if "(" in call and not call.lstrip().startswith("<"):
                    counts[pid, call.split("(")[0].strip()] += 1
        shutil.rmtree(state)
        return max(counts.values())

    def strace_loop(self, subject, workspace, expected, scratch, most):
        count = 5 if self.options.quick else 20
        cost = run([os.path.join(HERE, "strace_loop"), workspace, expected, scratch, str(most),
                    str(count)] + subject.command, scratch)
        tried, killed, unequal = map(int, cost.output.split())
        if unequal:
            sys.exit(f"{subject.name}: {unequal} ends of the strace loop differ")
        return cost.seconds / tried, cost.cpu_seconds / tried, tried, killed


def measure_subject(bench, subject):
    values = {}

    def note(name, value):
        values.setdefault(name, []).append(value)

    workspace = bench.workspace(subject)
    most = bench.most_kills(subject, workspace)
    cpus = os.cpu_count()
    for repetition in range(bench.options.repetitions):
        bare_run, expected = bench.crash_free(subject, workspace)

        def strace():
            loop = bench.strace_loop(subject, workspace, expected, bench.root, most)
            note("strace", loop[0])
            note("strace cpu", loop[1])
            note("strace tried", loop[2])
            note("strace killed", loop[3])
            note("strace on disk",
                 bench.strace_loop(subject, workspace, expected, bench.disk, most)[0])

        if repetition % 2:
            strace()
        recording, recorded, _ = bench.audit(subject, workspace, 1, verb="record")
        note("record", recording.seconds)
        note("recorded run / bare run", recorded["recording_seconds"] / bare_run)
        note("bare run", bare_run)
        note("events", recorded["events"])
        cost, summary, run_directory = bench.audit(subject, workspace, 1)
        note("tried", summary["tried"])
        note("audit", summary["trial_seconds"] / summary["tried"])
        note("audit cpu", (cost.cpu_seconds - recording.cpu_seconds) / summary["tried"])
        with open(os.path.join(run_directory, "trials.jsonl"), encoding="utf-8") as lines:
            resumes = [sum(run["exit"]["seconds"] for run in json.loads(line)["resumes"])
                       for line in lines]
        note("inside", statistics.mean(resumes))
        bare = bench.bare_resumes(subject, run_directory)
        note("bare", bare["seconds"])
        note("bare cpu", bare["cpu_seconds"])
        _, summary, _ = bench.audit(subject, workspace, cpus)
        note("all", summary["trial_seconds"] / summary["tried"])
        if not repetition % 2:
            strace()
    for name, over, under in [("audit / bare", "audit", "bare"),
                              ("audit cpu / bare cpu", "audit cpu", "bare cpu"),
                              ("inside / bare", "inside", "bare"),
                              ("all / bare", "all", "bare"),
                              ("strace / audit", "strace", "audit"),
                              ("strace cpu / audit cpu", "strace cpu", "audit cpu"),
                              ("strace / all", "strace", "all"),
                              ("disk / audit", "strace on disk", "audit"),
                              ("disk / all", "strace on disk", "all"),
                              ("strace / bare", "strace", "bare"),
                              ("record / bare run", "record", "bare run")]:
        values[name] = [a / b for a, b in zip(values[over], values[under])]
    return values


def print_subjects(bench, subjects):
    measured = [(subject, measure_subject(bench, subject)) for subject in subjects]
    cpus = os.cpu_count()
    print(f"### Per crash point, ms (median, least–most of {bench.options.repetitions})\n")
    print_table(
        ["subject", "events", "states tried", "bare resume", "audit, 1 worker",
         f"audit, {cpus} workers", "strace loop, tmpfs", "strace loop, disk"],
        [[s.name, str(v["events"][-1]), str(v["tried"][-1])]
         + [spread(v[name], 1e3, 1) for name in ("bare", "audit", "all", "strace",
                                                "strace on disk")]
         for s, v in measured])
    print("### Ratios of one repetition (median, least–most)\n")
    print_table(
        ["subject", "audit / bare resume", "of it: resume inside / bare", "CPU: audit / bare",
         f"{cpus} workers / bare", "strace / audit", f"strace / {cpus} workers",
         "CPU: strace / audit", "strace on disk / audit", f"strace on disk / {cpus} workers",
         "strace / bare"],
        [[s.name] + [spread(v[name]) for name in (
            "audit / bare", "inside / bare", "audit cpu / bare cpu", "all / bare",
            "strace / audit", "strace / all", "strace cpu / audit cpu", "disk / audit",
            "disk / all", "strace / bare")] for s, v in measured])
    print("### Recording\n")
    print_table(
        ["subject", "bare run, ms", "recorded run / bare run", "crashproof record, ms",
         "crashproof record / bare run", "strace: k tried, killed"],
        [[s.name, spread(v["bare run"], 1e3, 1), spread(v["recorded run / bare run"]),
          spread(v["record"], 1e3, 0), spread(v["record / bare run"], 1, 1),
          f"{v['strace tried'][-1]}, {v['strace killed'][-1]}"] for s, v in measured])


def print_growth(bench, title, first, cases):
    """Marginal cost of a point: a whole audit less one of few points, so that the start is out."""
    rows = []
    for name, subject, few, many in cases:
        workspace = bench.workspace(subject)
        marginal, start, bare, over = [], [], [], []
        for _ in range(max(3, bench.options.repetitions // 2)):
            _, small, _ = bench.audit(subject, workspace, 1, ["--sample", str(few)])
            _, large, run_directory = bench.audit(subject, workspace, 1, ["--sample", str(many)])
            each = ((large["trial_seconds"] - small["trial_seconds"])
                    / (large["tried"] - small["tried"]))
            resume = bench.bare_resumes(subject, run_directory, 100)["seconds"]
            marginal.append(each)
            start.append(large["trial_seconds"] - each * large["tried"])
            bare.append(resume)
            over.append(each - resume)
        rows.append([name, str(large["tried"]), spread(marginal, 1e3), spread(bare, 1e3),
                     spread(over, 1e3), spread(start, 1e3, 0)])
    print(f"### {title}\n")
    print_table([first, "states tried", "ms a further point", "bare resume, ms",
                 "harness alone, ms a point", "start, ms once"], rows)


def etl_subject(rows=160):
    def make(workspace):
        shutil.copy(os.path.join(HERE, "subjects/etl.py"), workspace)
        with open(os.path.join(workspace, "orders.csv"), "w", encoding="utf-8") as file:
            file.write("id,customer,quantity,cents\n")
            for number in range(rows):
                file.write(f"{number},customer {number % 17},{number % 7 + 1},"
                           f"{100 + number * 13 % 997}\n")
    return Subject("Python + SQLite", ["/usr/bin/python3", "etl.py"], make)


def pipeline_subject(build, items, workers):
    def make(workspace):
        os.mkdir(os.path.join(workspace, "src"))
        for item in range(items):
            with open(os.path.join(workspace, "src", f"item{item:03d}.txt"), "w",
                      encoding="utf-8") as file:
                file.writelines(f"line {line} of item {item}: {line * item % 97}\n"
                                for line in range(100 + item))
    program = os.path.join(build, "reference_pipeline/reference_pipeline")
    return Subject(
        f"pipeline, {items} items, {workers} worker{'s' if workers > 1 else ''}",
        [program, "--source", "src", "--work", "work", "--workers", str(workers),
         "--checkpoint-every", "3", "--quiet"], make, ["--sample", "300"])


def appender_subject(build, lines, untouched):
    def make(workspace):
        for number in range(untouched):
            directory = os.path.join(workspace, f"untouched/{number // 100:03d}")
            os.makedirs(directory, exist_ok=True)
            with open(os.path.join(directory, f"{number % 100:02d}"), "wb") as file:
                file.write(b"%08d" % number * 128)
    return Subject("appender", [os.path.join(build, "bench/appender"), str(lines)], make,
                   ["--cuts", "none"])


def load():
    with open("/proc/loadavg", encoding="utf-8") as file:
        return " ".join(file.read().split()[:3])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--scratch", required=True)
    parser.add_argument("--disk", required=True)
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--part", action="append", choices=["python", "pipeline", "growth"])
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.repetitions = 1
    parts = options.part or ["python", "pipeline", "growth"]
    print(f"{os.cpu_count()} CPUs, kernel {os.uname().release}, load {load()} at the start\n",
          flush=True)
    # A kill ends as an exception, so that nothing stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(options)
    try:
        subjects = []
        if "python" in parts:
            subjects.append(etl_subject())
        if "pipeline" in parts:
            subjects += [pipeline_subject(options.build, items, workers)
                         for items in (8, 50) for workers in (1, 4)]
        if subjects:
            print_subjects(bench, subjects)
        if "growth" in parts:
            print_growth(bench, "Growth with the untouched tree (300 events)", "untouched files", [
                (str(files), appender_subject(options.build, 300, files), 50, 300)
                for files in (100, 1000, 10000)])
            print_growth(bench, "Growth with the trace (10 untouched files)", "events", [
                (str(lines), appender_subject(options.build, lines, 10), 50, 1000)
                for lines in (100, 1000, 10000)])
    finally:
        bench.remove()
    print(f"load {load()} at the end")


main()
