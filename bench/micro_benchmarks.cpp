// Micro-benchmarks of the work that every crash point needs: rolling the mirror, putting a sandbox
// up and taking it down, comparing final states, naming positions, and the trace on disk.
// Run by `bench/run --micro`; takes the options of Google Benchmark.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "harness/judge/compare.h"
#include "harness/plan/resolve.h"
#include "harness/record/trace_file.h"
#include "harness/trial/cell.h"
#include "harness/trial/mirror.h"
#include "harness/trial/sandbox.h"
#include "harness/trial/tree.h"

namespace {

using namespace crashproof;

// Made by main, removed by main; the benchmarks run in a child of it.
struct Ground {
  std::string root;
  Isolation isolation;
};
Ground ground;

// Rounds of a checkpoint: create a temporary file, write it, rename it; and append to a log.
Trace checkpoint_trace(std::uint64_t events) {
  Trace trace;
  const auto add = [&trace](EventKind kind, const std::string& path) -> Event& {
    Event event;
    event.index = trace.events.size();
    event.kind = kind;
    event.process = "main";
    event.path = path;
    event.mode = 0644;
    trace.events.push_back(event);
    return trace.events.back();
  };
  const auto write = [&](const std::string& path, std::uint64_t offset, const std::string& bytes) {
    Event& event = add(EventKind::write, path);
    event.offset = offset;
    event.length = bytes.size();
    event.bytes = trace.blobs->add(bytes);
  };
  add(EventKind::create, "log");
  for (std::uint64_t round = 0; trace.events.size() < events; ++round) {
    const std::string line = fmt::format("{:063}\n", round);
    write("log", round * line.size(), line);
    add(EventKind::create, "checkpoint.tmp");
    write("checkpoint.tmp", 0, fmt::format("{{\"done\": {}}}", round));
    add(EventKind::rename, "checkpoint.tmp").target = "checkpoint";
  }
  return trace;
}

void make_tree(const std::string& root, std::int64_t files) {
  ::mkdir(root.c_str(), 0755);
  for (std::int64_t number = 0; number < files; ++number) {
    const std::string directory = fmt::format("{}/d{}", root, number / 100);
    ::mkdir(directory.c_str(), 0755);
    std::ofstream(fmt::format("{}/{}", directory, number)) << std::string(1024, 'x');
  }
}

void roll_mirror(benchmark::State& state) {
  const Trace trace = checkpoint_trace(static_cast<std::uint64_t>(state.range(0)));
  const std::string root = ground.root + "/mirror";
  for (auto _ : state) {
    state.PauseTiming();
    remove_tree(root);
    ::mkdir(root.c_str(), 0755);
    Mirror mirror(root, trace);
    state.ResumeTiming();
    for (std::uint64_t after = 1; after <= trace.events.size(); ++after) {
      mirror.roll_to({after, {}});
    }
  }
  remove_tree(root);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(trace.events.size()));
}
BENCHMARK(roll_mirror)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMicrosecond);

void begin_and_end_sandbox(benchmark::State& state) {
  const Trace trace;
  SandboxPlan plan;
  plan.isolation = ground.isolation;
  plan.workspace = ground.root + "/work";
  plan.snapshot = ground.root + "/snapshot";
  plan.scratch = ground.root + "/scratch";
  for (const std::string& path : {plan.workspace, plan.scratch}) ::mkdir(path.c_str(), 0755);
  make_tree(plan.snapshot, state.range(0));
  {
    const std::unique_ptr<Sandbox> sandbox = make_sandbox(plan, trace);
    for (auto _ : state) {
      sandbox->begin();
      std::ofstream(sandbox->workspace() + "/made") << "by the resume";
      benchmark::DoNotOptimize(sandbox->changed());
      sandbox->end();
    }
    if (::chdir("/") != 0) state.SkipWithError("cannot leave the sandbox");
  }
  remove_tree(plan.snapshot);
}
BENCHMARK(begin_and_end_sandbox)->Arg(100)->Arg(10000)->Unit(benchmark::kMicrosecond);

Document rows(std::int64_t count, std::int64_t wrong) {
  Document document{"sqlite", "row", true, "", {}};
  for (std::int64_t number = 0; number < count; ++number) {
    document.records.push_back(
        {"orders",
         {{"id", fmt::to_string(number)},
          {"customer", fmt::format("'customer {}'", number % 17)},
          {"cents", fmt::to_string(number >= count - wrong ? -1 : number * 13)}}});
  }
  return document;
}

// A tree of 10,000 files, one of them a database of so many rows, the last of which are wrong.
void compare_states(benchmark::State& state) {
  Baseline baseline;
  for (int number = 0; number < 10'000; ++number) {
    baseline.final[fmt::format("untouched/{}", number)] = {FileType::regular, 0644, 8, "hash"};
  }
  baseline.final["orders.db"] = {FileType::regular, 0644, 4096, "one"};
  const Document expected = rows(state.range(0), 0);
  const Document found_rows = rows(state.range(0), state.range(1));
  FoundState found;
  found.unequal["orders.db"] = FileEntry{FileType::regular, 0644, 4096, "other"};
  found.document = [&](const std::string&) { return found_rows; };
  found.baseline_document = [&](const std::string&) { return expected; };
  PreparedDocuments kept;
  for (auto _ : state) benchmark::DoNotOptimize(compare(baseline, found, {}, kept));
}
BENCHMARK(compare_states)
    ->ArgNames({"rows", "wrong"})
    ->Args({100, 0})
    ->Args({100, 10})
    ->Args({10000, 0})
    ->Args({10000, 10})
    ->Unit(benchmark::kMicrosecond);

void name_positions(benchmark::State& state) {
  const Trace trace = checkpoint_trace(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    const PositionNames names(trace, {});
    for (std::uint64_t after = 0; after <= trace.events.size(); ++after) {
      benchmark::DoNotOptimize(names.position_of({after, {}}));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(trace.events.size()));
}
BENCHMARK(name_positions)->Arg(100)->Arg(10000)->Unit(benchmark::kMicrosecond);

void encode(benchmark::State& state) {
  const Trace trace = checkpoint_trace(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(encode_trace(trace));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(trace.events.size()));
}
BENCHMARK(encode)->Arg(100)->Arg(10000)->Unit(benchmark::kMicrosecond);

void decode(benchmark::State& state) {
  const std::string bytes =
      encode_trace(checkpoint_trace(static_cast<std::uint64_t>(state.range(0))));
  for (auto _ : state) benchmark::DoNotOptimize(decode_trace(bytes));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(decode)->Arg(100)->Arg(10000)->Unit(benchmark::kMicrosecond);

// Sandboxes live in a cell, so all benchmarks run in one.
int run_in_cell() {
  Cell cell(ground.isolation, [](int, int) {
    benchmark::RunSpecifiedBenchmarks();
    std::fflush(nullptr);
    return 0;
  });
  return cell.wait_for_exit();
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  try {
    std::string root = "/dev/shm/crashproof-micro-XXXXXX";
    if (::mkdtemp(root.data()) == nullptr) return 1;
    ground.root = root;
    ground.isolation = probe_isolation(false, root);
    const int status = run_in_cell();
    remove_tree(root);
    return status;
  } catch (const std::exception& error) {
    fmt::print(stderr, "micro_benchmarks: {}\n", error.what());
    return 1;
  }
}
