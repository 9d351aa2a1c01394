// Crash-free runs of made-up jobs, as a campaign knows them: written down one Event after the
// other, so that a test says what the job does and nothing more.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "faults/catalogue.h"
#include "faults/persistence/catalogue.h"
#include "harness/campaign/fault_trials.h"
#include "tests/persistence/script.h"

namespace crashproof::testing {

// `before` is what was in the workspace; directories come of themselves.
class MadeRun {
 public:
  explicit MadeRun(Tree before = {}) : before_(std::move(before)) {
    for (const auto& [path, content] : before_) runs_.baseline.initial[path] = entry(content);
    runs_.baseline.final = runs_.baseline.initial;
  }

  MadeRun& open(const std::string& path) { return add(EventKind::open, path); }
  MadeRun& create(const std::string& path) {
    runs_.baseline.final[path] = entry("");
    return add(EventKind::create, path);
  }
  MadeRun& write(const std::string& path, std::uint64_t offset, const std::string& bytes) {
    add(EventKind::write, path);
    Event& event = runs_.trace.events.back();
    event.offset = offset;
    event.length = bytes.size();
    event.bytes = runs_.trace.blobs->add(bytes);
    return *this;
  }
  MadeRun& rename(const std::string& from, const std::string& to) {
    runs_.baseline.final[to] = runs_.baseline.final[from];
    runs_.baseline.final.erase(from);
    return add(EventKind::rename, from, to);
  }
  MadeRun& fsync(const std::string& path) { return add(EventKind::fsync, path); }
  MadeRun& output() { return add(EventKind::output, "stdout"); }
  MadeRun& exit(int result = 0, const std::string& process = "main") {
    add(EventKind::exit, "");
    runs_.trace.events.back().process = process;
    runs_.trace.events.back().result = result;
    return *this;
  }
  // What a file of the final state holds, where a fault looks into it.
  MadeRun& ends_with(const std::string& path, const std::string& content) {
    final_[path] = content;
    return *this;
  }

  // Another crash-free run calls this file otherwise.
  MadeRun& unstable(const std::string& path) {
    runs_.unstable_paths.insert(path);
    return *this;
  }

  const BaselineRuns& runs() const { return runs_; }
  const Trace& trace() const { return runs_.trace; }
  InitialTree initial() const { return Script(before_).initial(); }
  // The real catalogues over this run. A copy of all that they look at.
  PlanSources sources() const {
    const auto content_in = [](const Tree& tree) {
      return [tree](const std::string& path) {
        const auto found = tree.find(path);
        return found == tree.end() ? std::string() : found->second;
      };
    };
    return {fault_catalogue(), persistence_catalogue(), content_in(before_), content_in(final_),
            initial()};
  }

 private:
  static FileEntry entry(const std::string& content) {
    FileEntry entry;
    entry.mode = 0644;
    entry.size = content.size();
    return entry;
  }
  MadeRun& add(EventKind kind, const std::string& path, const std::string& target = "") {
    Event event;
    event.index = runs_.trace.events.size();
    event.kind = kind;
    event.process = "main";
    event.path = path;
    event.target = target;
    event.mode = 0644;
    runs_.trace.events.push_back(event);
    return *this;
  }

  Tree before_;
  Tree final_;
  BaselineRuns runs_;
};

// Takes up three items of an inbox: appends each to an output, and then keeps account of it in a
// checkpoint that it replaces with care.
inline MadeRun careful_job() {
  MadeRun job(Tree{{"inbox/1.csv", "a\n"}, {"inbox/2.csv", "b\n"}, {"inbox/3.csv", "c\n"}});
  job.create("out.csv");
  for (std::uint64_t item = 1; item <= 3; ++item) {
    const std::string number = std::to_string(item);
    job.open("inbox/" + number + ".csv");
    job.write("out.csv", (item - 1) * 100, std::string(100, 'x')).fsync("out.csv");
    job.create("state.json.tmp").write("state.json.tmp", 0, "{\"version\": 1}\n");
    job.fsync("state.json.tmp").rename("state.json.tmp", "state.json").fsync("");
  }
  job.output().exit();
  return job.ends_with("state.json", "{\"version\": 1}\n");
}

}  // namespace crashproof::testing
