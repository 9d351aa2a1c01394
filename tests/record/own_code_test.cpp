// Which frames count as the program's own, and what a traceback says.
#include <gtest/gtest.h>

#include "harness/model/interpreter.h"
#include "harness/record/own_code.h"
#include "harness/record/python_stack.h"

namespace crashproof::testing {
namespace {

std::string innermost(const Stack& stack) {
  return stack.empty() ? "none" : stack.front().function;
}

Stack python(std::vector<std::pair<std::string, std::string>> frames) {
  Stack stack;
  for (auto& [file, function] : frames) stack.push_back({file, 1, function, ""});
  return stack;
}

TEST(OwnPythonCode, IsNeitherStandardLibraryNorPackage) {
  const std::string standard = "/usr/lib/python3.11/json/__init__.py";
  const std::string package = "/home/u/.venv/lib/python3.11/site-packages/pandas/io.py";
  const std::string debian = "/usr/lib/python3/dist-packages/yaml/__init__.py";
  EXPECT_EQ(innermost(own_python_frames(
                python({{standard, "dump"}, {package, "put"}, {debian, "go"}, {"a.py", "mine"}}))),
            "mine");
  EXPECT_EQ(innermost(own_python_frames(python({{standard, "dump"}, {package, "put"}}))), "put");
  EXPECT_EQ(innermost(own_python_frames(python({{standard, "dump"}}))), "dump");
  EXPECT_EQ(innermost(own_python_frames(
                python({{"<frozen importlib._bootstrap>", "set_data"}, {"<string>", "mine"}}))),
            "mine");
}

TEST(OwnPythonCode, InstalledProgramsAreTheirPackages) {
  const std::string package = "/opt/etl/lib/python3.11/site-packages/etl/load.py";
  EXPECT_EQ(
      innermost(own_python_frames(python({{package, "load"}, {"/opt/etl/bin/etl", "<module>"}}))),
      "load");
  EXPECT_EQ(innermost(own_python_frames(python({{"/home/u/bin/etl", "load"}}))), "load");
}

TEST(OwnPythonCode, DirectoriesThatAreCalledLikeALibraryAreNone) {
  for (const char* file : {"/home/u/python3.11/load.py", "/home/u/python3/load.py",
                           "/home/u/lib/python3scripts/load.py"}) {
    EXPECT_EQ(innermost(own_python_frames(python({{file, "mine"}, {"main.py", "main"}}))), "mine")
        << file;
  }
}

TEST(OwnNativeCode, IsWhatTheProgramBrings) {
  const std::string job = "/home/u/etl/build/etl";
  const Stack stack = {{"", 0, "write", "/lib/x86_64-linux-gnu/libc.so.6"},
                       {"/usr/include/c++/12/ostream", 1, "flush", job},
                       {"/home/u/.cargo/registry/src/x/a.rs", 1, "crate", job},
                       {"", 0, "fwrite", job},
                       {"", 0, "std::ostream::flush", job},
                       {"", 0, "", job},
                       {"", 0, "run_rows", "/home/u/etl/build/librows.so"},
                       {"/home/u/etl/main.cpp", 9, "main", job}};
  const Stack own = own_native_frames(stack);
  ASSERT_EQ(own.size(), 2U);
  EXPECT_EQ(own[0].function, "run_rows");
  EXPECT_EQ(own[1].function, "main");
  EXPECT_TRUE(own_native_frames({{"", 0, "Perl_pp_print", "/usr/bin/perl"}}).empty());
  EXPECT_FALSE(own_native_frames({{"", 0, "run_rows", "/usr/local/bin/etl"}}).empty());
}

TEST(Interpreters, AreKnownWithTheirVersions) {
  for (const char* program : {"/bin/sh", "python3.11", "/opt/x/bin/perl5.36.0", "node", "R"}) {
    EXPECT_TRUE(is_interpreter(program)) << program;
  }
  for (const char* program : {"/opt/shine", "nodes", "Rows", "pythonic", "etl"}) {
    EXPECT_FALSE(is_interpreter(program)) << program;
  }
}

TEST(Traceback, IsRead) {
  const auto stack = parse_traceback(
      "Stack (most recent call first):\n"
      "  File \"/job/a\", line 5 in b.py\", line 57 in save\n"
      "  File \"load.py\", line 12 in <module>\n");
  ASSERT_TRUE(stack);
  ASSERT_EQ(stack->size(), 2U);
  EXPECT_EQ(stack->at(0).file, "/job/a\", line 5 in b.py");
  EXPECT_EQ(stack->at(0).line, 57U);
  EXPECT_EQ(stack->at(0).function, "save");
  EXPECT_EQ(stack->at(1).function, "<module>");
}

TEST(Traceback, MayBeEmptyOrAbsent) {
  EXPECT_EQ(parse_traceback("Stack (most recent call first):\n  <no Python frame>\n"), Stack());
  EXPECT_EQ(parse_traceback(""), std::nullopt);
}

}  // namespace
}  // namespace crashproof::testing
