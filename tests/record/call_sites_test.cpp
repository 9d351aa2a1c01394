// Where compiled programs, scripts and commands make their Events.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/record/native_stack.h"
#include "tests/record/sited_run.h"

namespace crashproof::testing {
namespace {

using ::testing::HasSubstr;

std::string source(const std::string& name) {
  std::ifstream file(std::string(CRASHPROOF_SUBJECT_SOURCES) + "/" + name);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

class NativeSites : public SitedRun {
 protected:
  // "subjects/call_sites.cpp:19", with what follows it.
  static std::string at(const std::string& marker, const std::string& function) {
    return "subjects/call_sites.cpp:" +
           std::to_string(line_of(source("call_sites.cpp"), "// site: " + marker)) + " " + function;
  }
  void run_way(const std::string& program, const std::string& way) { run({subject(program), way}); }
};

TEST_F(NativeSites, FileAndLine) {
  run_way("call_sites_lines", "direct");
  EXPECT_EQ(site_of("create(out)"), at("open", "open_out"));
  EXPECT_EQ(site_of("write(out)"), at("direct", "write_rows"));
  ASSERT_NE(find("write(out)"), nullptr);
  EXPECT_EQ(find("write(out)")->command, "call_sites_lines direct");
  EXPECT_EQ(describe(find("write(out)")->stack.front()), at("direct", "write_rows"));
  EXPECT_EQ(find("write(out)")->stack.back().function, "main");
  EXPECT_THAT(find("write(out)")->stack,
              ::testing::Each(::testing::Field(&CodePlace::file, "subjects/call_sites.cpp")));
  EXPECT_EQ(find("write(out)")->stack.size(), 3U);
}

TEST_F(NativeSites, LibrariesAreNotTheProgramsOwnCode) {
  for (const char* program : {"call_sites_lines", "call_sites_optimised"}) {
    run_way(program, "stream");
    EXPECT_EQ(site_of("write(out)"), at("stream", "flush")) << program;
    run_way(program, "rename");
    EXPECT_EQ(site_of("rename(final)"), at("rename", "rename_out")) << program;
    run_way(program, "stdio");
    EXPECT_EQ(site_of("write(out)"), at("stdio", "close_stdio")) << program;
  }
}

TEST_F(NativeSites, InlinedFunctionsAreNamed) {
  run_way("call_sites_optimised", "inlined");
  EXPECT_EQ(site_of("write(out)"), at("inlined", "put_inlined"));
  EXPECT_EQ(find("write(out)")->stack[1].function, "call_inlined");
}

TEST_F(NativeSites, ThreadsHaveStacksOfTheirOwn) {
  run_way("call_sites_lines", "thread");
  EXPECT_EQ(site_of("write(out)"), at("direct", "write_rows"));
  for (const CodePlace& place : find("write(out)")->stack) EXPECT_NE(place.function, "main");
}

TEST_F(NativeSites, WithoutDebugInformationTheFunction) {
  for (const char* program : {"call_sites_names", "call_sites_static_names"}) {
    const std::string in = std::string(" in ") + program;
    run_way(program, "direct");
    EXPECT_EQ(site_of("create(out)"), "jobs::open_out" + in);
    EXPECT_EQ(site_of("write(out)"), "jobs::write_rows" + in);
    run_way(program, "stream");
    EXPECT_EQ(site_of("write(out)"), "jobs::Table::flush" + in);
    run_way(program, "stdio");
    EXPECT_EQ(site_of("write(out)"), "jobs::close_stdio" + in);
  }
}

TEST_F(NativeSites, WithoutSymbolsTheCommand) {
  run_way("call_sites_stripped", "direct");
  EXPECT_EQ(site_of("write(out)"), "call_sites_stripped direct");
}

TEST_F(NativeSites, WhatIsFlushedAtTheEndHasNoLine) {
  for (const char* program : {"call_sites_lines", "call_sites_static_names"}) {
    run_way(program, "exit");
    EXPECT_EQ(site_of("write(out)"), std::string(program) + " exit, at exit");
  }
}

TEST_F(NativeSites, Go) {
  if (!std::filesystem::exists(subject("go_call_sites"))) GTEST_SKIP() << "there is no Go";
  run({subject("go_call_sites")});
  const unsigned line = line_of(source("go_call_sites.go"), "// site: go");
  EXPECT_EQ(site_of("write(out)"),
            "subjects/go_call_sites.go:" + std::to_string(line) + " main.writeRows");
  run({subject("go_call_sites_stripped")});
  EXPECT_EQ(site_of("write(out)"), "go_call_sites_stripped");
}

TEST_F(NativeSites, ScriptsAndCommandsAreToldByTheirCommandLines) {
  sandbox_.put("load.sh", "echo rows > out.tmp\nmv out.tmp out\n");
  run({"sh", sandbox_.workspace() + "/load.sh"});
  EXPECT_EQ(site_of("create(out.tmp)"), "sh load.sh");
  EXPECT_EQ(site_of("write(out.tmp)"), "sh load.sh");
  EXPECT_EQ(site_of("rename(out)"), "mv out.tmp out");
}

TEST_F(NativeSites, LongCommandsAreShortened) {
  run({"sh", "-c", "  :\n\n  echo ä" + std::string(100, 'x') + " > out"});
  EXPECT_THAT(site_of("write(out)"), ::testing::StartsWith("sh -c : echo äxx"));
  EXPECT_THAT(site_of("write(out)"), ::testing::EndsWith("x…"));
  EXPECT_LE(site_of("write(out)").size(), 63U);
}

TEST_F(NativeSites, StoresThroughMappingsAreMadeByNoCall) {
  run({subject("mapped_writer")});
  EXPECT_EQ(site_of("mapped_store(mapped)"), "mapped_writer");
}

TEST_F(NativeSites, OnlyWantedEventsAreAskedAboutAndEachOnce) {
  Supervision supervision = sandbox_.supervision({subject("call_sites_lines"), "direct"});
  std::vector<std::uint64_t> asked;
  supervision.wants_call_site = [&](const Event& event) {
    asked.push_back(event.index);
    return event.kind == EventKind::write;
  };
  const Supervised run = supervise(supervision);
  EXPECT_EQ(run.call_sites.size(), 1U);
  ASSERT_EQ(asked.size(), run.trace.events.size());
  for (std::size_t n = 0; n < asked.size(); ++n) EXPECT_EQ(asked[n], n);
}

TEST(ReadableFunction, OfSymbols) {
  EXPECT_EQ(readable_function("main"), "main");
  EXPECT_EQ(readable_function("_ZN4jobs10write_rowsEi"), "jobs::write_rows");
  EXPECT_EQ(
      readable_function("_ZNK4jobs5Table5flushERKNSt7__cxx1112basic_stringIcSt11char_traitsIcE"
                        "SaIcEEE"),
      "jobs::Table::flush");
  EXPECT_EQ(readable_function("_ZN12_GLOBAL__N_13putEv"), "put");
}

}  // namespace
}  // namespace crashproof::testing
