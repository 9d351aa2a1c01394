// Text from a subject is arbitrary bytes; what is shown of it is not.
#include "harness/model/printable.h"

#include <gtest/gtest.h>
#include <unistd.h>
// Needs GoogleTest's declarations.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace crashproof {
namespace {

// Bytes of every kind, with those that matter often among them.
rc::Gen<std::string> any_bytes() {
  const auto byte = rc::gen::oneOf(
      rc::gen::arbitrary<char>(), rc::gen::inRange<char>(' ', '~'),
      rc::gen::element('\x1b', '\n', '\\', '\'', '"', '\x7f', '\xc2', '\x9b', '\xe2', '\x80'));
  return rc::gen::container<std::string>(byte);
}

// The first argument that bash sees when it reads this word.
std::string read_by_bash(const std::string& word) {
  std::string script = (std::filesystem::temp_directory_path() / "crashproof-XXXXXX").string();
  const int descriptor = mkstemp(script.data());
  if (descriptor < 0) throw std::runtime_error("no temporary file");
  std::ofstream(script) << "printf %s " << word;
  std::string bytes;
  FILE* output = popen(("bash " + script).c_str(), "r");
  for (int c; output != nullptr && (c = fgetc(output)) != EOF;) bytes += static_cast<char>(c);
  if (output != nullptr) pclose(output);
  close(descriptor);
  std::filesystem::remove(script);
  return bytes;
}

TEST(Printable, KeepsWhatIsHarmless) {
  EXPECT_EQ(printable("a b\\n'\"%"), "a b\\n'\"%");
  EXPECT_EQ(printable("Grüße, 世界, 🚀"), "Grüße, 世界, 🚀");
}

TEST(Printable, NamesWhatIsNot) {
  EXPECT_EQ(printable("a\nb\tc\r"), "a\\nb\\tc\\x0d");
  EXPECT_EQ(printable("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(printable("\xff\xc3"), "\\xff\\xc3");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // half a surrogate pair
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond Unicode
  EXPECT_EQ(printable("\xc2\x9b"), "\\u{9b}");        // a control character of 8-bit terminals
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\u{202e}");  // right-to-left override
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

RC_GTEST_PROP(Printable, HoldsNoControlAndIsValid, ()) {
  const std::string shown = printable(*any_bytes());
  for (const char c : shown) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  RC_ASSERT(valid_utf8(shown) == shown);
}

RC_GTEST_PROP(Printable, ChangesNothingTwice, ()) {
  const std::string shown = printable(*any_bytes());
  RC_ASSERT(printable(shown) == shown);
}

RC_GTEST_PROP(ValidUtf8, IsAcceptedByAStrictReader, ()) {
  const std::string text = valid_utf8(*any_bytes());
  // dump() throws for what is not UTF-8.
  RC_ASSERT(nlohmann::json::parse(nlohmann::json(text).dump()) == text);
}

RC_GTEST_PROP(ShellQuoted, IsReadBackUnchanged, ()) {
  std::string bytes = *any_bytes();
  bytes.erase(std::remove(bytes.begin(), bytes.end(), '\0'), bytes.end());
  const std::string word = shell_quoted(bytes);
  RC_ASSERT(printable(word) == word);
  RC_ASSERT(read_by_bash(word) == bytes);
}

TEST(ShellQuoted, StaysReadable) {
  EXPECT_EQ(shell_quoted("etl.py"), "etl.py");
  EXPECT_EQ(shell_quoted(""), "''");
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quoted("kill@after:rename(a)#2"), "'kill@after:rename(a)#2'");
  EXPECT_EQ(shell_quoted(std::vector<std::string>{"sh", "-c", "a > b"}), "sh -c 'a > b'");
  EXPECT_EQ(shell_quoted("a\n"), "$'a\\x0a'");
}

}  // namespace
}  // namespace crashproof
