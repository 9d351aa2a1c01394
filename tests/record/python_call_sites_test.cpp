// Where Python programs make their Events.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/record/sited_run.h"

namespace crashproof::testing {
namespace {

using ::testing::HasSubstr;

class PythonSites : public SitedRun {
 protected:
  void run_script(const std::string& script, const std::vector<std::string>& options = {}) {
    script_ = script;
    sandbox_.put("load.py", script);
    std::vector<std::string> argv = {"python3"};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.emplace_back("load.py");
    run(argv);
  }
  // "load.py:4 save"
  std::string at(const std::string& marker, const std::string& function = "") const {
    return "load.py:" + std::to_string(line_of(script_, "# site: " + marker)) +
           (function.empty() ? "" : " " + function);
  }

  std::string script_;
};

TEST_F(PythonSites, LinesOfTheScript) {
  run_script(R"py(import os

def save(fd):
    os.write(fd, b"rows")  # site: write

fd = os.open("out.tmp", os.O_CREAT | os.O_WRONLY)  # site: create
save(fd)  # site: call
os.rename("out.tmp", "out")  # site: rename
)py");
  EXPECT_EQ(site_of("create(out.tmp)"), at("create"));
  EXPECT_EQ(site_of("write(out.tmp)"), at("write", "save"));
  EXPECT_EQ(site_of("rename(out)"), at("rename"));
  ASSERT_NE(find("write(out.tmp)"), nullptr);
  EXPECT_EQ(find("write(out.tmp)")->command, "python3 load.py");
  const std::vector<CodePlace>& stack = find("write(out.tmp)")->stack;
  ASSERT_EQ(stack.size(), 2U);
  EXPECT_EQ(describe(stack[0]), at("write", "save"));
  EXPECT_EQ(describe(stack[1]), at("call"));
}

TEST_F(PythonSites, TheStandardLibraryIsNotTheProgramsOwnCode) {
  run_script(R"py(import json, shutil, sqlite3

with open("ckpt.tmp", "w") as file:  # site: close
    json.dump({"rows": 100}, file)
shutil.move("ckpt.tmp", "ckpt")  # site: move
big = open("big", "w")
json.dump(list(range(10000)), big)  # site: dump
db = sqlite3.connect("rows.db")
db.execute("create table rows (id)")  # site: table
db.execute("insert into rows values (1)")
db.commit()  # site: commit
)py");
  EXPECT_EQ(site_of("write(ckpt.tmp)"), at("close"));
  EXPECT_EQ(site_of("rename(ckpt)"), at("move"));
  EXPECT_EQ(site_of("write(big)"), at("dump"));
  EXPECT_EQ(site_of("write(rows.db)"), at("table"));
  std::string last;
  for (const auto& [index, site] : run_.call_sites) {
    if (run_.trace.events[index].path == "rows.db") last = describe(site);
  }
  EXPECT_EQ(last, at("commit"));
}

TEST_F(PythonSites, ModulesThreadsAndProcesses) {
  environment_ = {"PYTHONDONTWRITEBYTECODE="};
  sandbox_.put("rows.py", "def put(name):\n    open(name, 'x').close()\n");
  run_script(R"py(import multiprocessing, os, subprocess, sys, threading
import rows  # site: import

def work():
    os.mkdir("from_thread")  # site: thread

if __name__ == "__main__":
    rows.put("from_module")
    threads = [threading.Thread(target=work)]
    threads[0].start()
    threads[0].join()
    subprocess.run([sys.executable, "-c", "import os\nos.mkdir('from_child')"], check=True)
    subprocess.run(["mkdir", "by_command"], check=True)
    child = multiprocessing.get_context("fork").Process(target=os.mkdir, args=("forked",))
    child.start()  # site: fork
    child.join()
)py");
  EXPECT_EQ(site_of("create(from_module)"), "rows.py:2 put");
  EXPECT_EQ(site_of("mkdir(__pycache__)"), at("import"));
  EXPECT_EQ(site_of("mkdir(from_thread)"), at("thread", "work"));
  EXPECT_EQ(site_of("mkdir(from_child)"), "<string>:2");
  EXPECT_EQ(site_of("mkdir(by_command)"), "mkdir by_command");
  EXPECT_EQ(site_of("mkdir(forked)"), at("fork"));
}

TEST_F(PythonSites, SeveralThreadsAtOnce) {
  run_script(R"py(import os, threading

def work(number):
    for item in range(20):
        os.mkdir(f"{number}-{item}")  # site: work

threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
[each.start() for each in threads]
[each.join() for each in threads]
)py");
  EXPECT_EQ(run_.call_sites.size(), 80U);
  for (const auto& [index, site] : run_.call_sites) EXPECT_EQ(describe(site), at("work", "work"));
}

TEST_F(PythonSites, WhatIsFlushedAtTheEndHasNoLine) {
  run_script("open('first', 'x').close()\nfile = open('out', 'w')\nfile.write('rows')\n");
  EXPECT_EQ(site_of("create(out)"), "load.py:2");
  EXPECT_EQ(site_of("write(out)"), "python3 load.py, at exit");
}

TEST_F(PythonSites, IsolatedInterpretersAreToldByTheirCommandLines) {
  run_script("import os\nos.mkdir('out')\n", {"-I"});
  EXPECT_EQ(site_of("mkdir(out)"), "python3 -I load.py");
  run_script("import os\nos.mkdir('again')\n", {"-S"});
  EXPECT_EQ(site_of("mkdir(again)"), "python3 -S load.py");
}

TEST_F(PythonSites, ProgramsThatCloseEverythingAreLeftAlone) {
  run_script(R"py(import os
os.closerange(3, 1000)
os.open("out", os.O_CREAT | os.O_WRONLY)
os.mkdir("done")
)py");
  EXPECT_EQ(site_of("mkdir(done)"), "python3 load.py");
  EXPECT_EQ(sandbox_.read("out"), "");
}

TEST_F(PythonSites, TheUsersOwnSettingsStay) {
  std::filesystem::create_directory(sandbox_.workspace() + "/own");
  sandbox_.put("own/sitecustomize.py", "import builtins\nbuiltins.mine = 'mine'\n");
  environment_ = {"PYTHONPATH=" + sandbox_.workspace() + "/own", "PYTHONDONTWRITEBYTECODE=1"};
  run_script(R"py(import os, sys
assert sys.path[1].endswith("/own"), sys.path
assert sys.modules["sitecustomize"].__file__.endswith("/own/sitecustomize.py")
os.mkdir(mine)  # site: mine
)py");
  EXPECT_EQ(site_of("mkdir(mine)"), at("mine"));
}

TEST_F(PythonSites, SignalsOfTheProgramGoOn) {
  run_script(R"py(import os, signal
caught = []
signal.signal(signal.SIGALRM, lambda *_: caught.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
for number in range(50):
    os.mkdir(str(number))  # site: mkdir
    with open("out", "a") as file:
        file.write("row\n")
signal.setitimer(signal.ITIMER_REAL, 0)
assert caught
)py");
  EXPECT_EQ(sandbox_.read("out").size(), 200U);
  EXPECT_EQ(site_of("mkdir(49)"), at("mkdir"));
}

TEST_F(PythonSites, ConfinedProgramsMayAnswer) {
  Supervision supervision = sandbox_.supervision({"python3", "-c", "import os; os.mkdir('out')"});
  supervision.wants_call_site = [](const Event& event) { return event.kind == EventKind::mkdir; };
  supervision.python_reports = sandbox_.root();
  supervision.launch.writable = {sandbox_.workspace()};
  const Supervised run = supervise(supervision);
  ASSERT_EQ(run.call_sites.size(), 1U);
  EXPECT_EQ(describe(run.call_sites.begin()->second), "<string>:1");
  EXPECT_TRUE(run.trace.refused_writes.empty());
  EXPECT_TRUE(run.trace.gaps.empty());
}

}  // namespace
}  // namespace crashproof::testing
