// Parameters as most faults have them: words and options; durations, errnos, signals.
#include "harness/model/fault_parameter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// gtest first
#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(FaultParameter, HoldsWordsAndOptions) {
  const FaultParameter parameter = parse_fault_parameter("TERM,group,again=INT,grace=2.5");
  EXPECT_THAT(parameter.words, ElementsAre("TERM", "group"));
  EXPECT_THAT(parameter.options, ElementsAre(Pair("again", "INT"), Pair("grace", "2.5")));
  EXPECT_TRUE(parameter.has("group"));
  EXPECT_FALSE(parameter.has("again"));
  EXPECT_EQ(parameter.option("grace", "1"), "2.5");
  EXPECT_EQ(parameter.option("times", "1"), "1");
}

TEST(FaultParameter, SplitsAtTheFirstEqualsSign) {
  EXPECT_THAT(parse_fault_parameter("as=a=b").options, ElementsAre(Pair("as", "a=b")));
  EXPECT_THAT(parse_fault_parameter("as=").options, ElementsAre(Pair("as", "")));
  EXPECT_THAT(parse_fault_parameter("=x").options, ElementsAre(Pair("", "x")));
}

TEST(FaultParameter, DropsSpacesAndEmptyPartsAndTakesTheLastOfTwo) {
  const FaultParameter parameter = parse_fault_parameter(" a b ,, n = 1 ,n=2, ");
  EXPECT_THAT(parameter.words, ElementsAre("a b"));
  EXPECT_THAT(parameter.options, ElementsAre(Pair("n", "2")));
  EXPECT_THAT(parse_fault_parameter("").words, IsEmpty());
}

RC_GTEST_PROP(FaultParameter, IsTotal, (const std::string& text)) {
  const FaultParameter parameter = parse_fault_parameter(text);
  for (const std::string& word : parameter.words) {
    RC_ASSERT(!word.empty());
    RC_ASSERT(word.find_first_of(",=") == std::string::npos);
    RC_ASSERT(parameter.has(word));
  }
  for (const auto& [name, value] : parameter.options) {
    RC_ASSERT(name.find('=') == std::string::npos);
    RC_ASSERT(value.find(',') == std::string::npos);
    RC_ASSERT(parameter.option(name, "otherwise") == value);
  }
}

RC_GTEST_PROP(FaultParameter, ComesBackFromItsParts, ()) {
  const auto word = rc::gen::element<std::string>("TERM", "group", "a b", "/x/y", "-1h");
  const auto words = *rc::gen::container<std::vector<std::string>>(word);
  const auto options = *rc::gen::container<std::map<std::string, std::string>>(word, word);
  std::string text;
  for (const std::string& each : words) text += each + ",";
  for (const auto& [name, value] : options) text += fmt::format(" {}={} ,", name, value);
  const FaultParameter parameter = parse_fault_parameter(text);
  RC_ASSERT(parameter.words == words);
  RC_ASSERT(parameter.options.size() == options.size());
  for (const auto& [name, value] : options) RC_ASSERT(parameter.options.at(name) == value);
}

TEST(Duration, HasAUnit) {
  EXPECT_DOUBLE_EQ(parse_duration_seconds("30"), 30);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("30s"), 30);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("250ms"), 0.25);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("2m"), 120);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("2min"), 120);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("1.5h"), 5400);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("+1h"), 3600);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("-1d"), -86400);
  EXPECT_DOUBLE_EQ(parse_duration_seconds("0"), 0);
}

TEST(Duration, IsRefusedWhereItIsNone) {
  for (const std::string bad : {"", "h", "+", "-", "1w", "1 h", " 1h", "1h ", "1hh", "+-1h", "++1h",
                                "0x10", "nan", "inf", "-inf", "1e999", "101000d", "1.5.2h"}) {
    EXPECT_THROW(parse_duration_seconds(bad), std::invalid_argument) << bad;
  }
}

RC_GTEST_PROP(Duration, IsItsNumberTimesItsUnit, ()) {
  const auto number = *rc::gen::inRange(-30'000, 30'000);
  const auto unit = *rc::gen::element<std::pair<std::string, double>>(
      std::pair("", 1.0), std::pair("ms", 0.001), std::pair("s", 1.0), std::pair("m", 60.0),
      std::pair("h", 3600.0), std::pair("d", 86400.0));
  const double seconds = parse_duration_seconds(std::to_string(number) + unit.first);
  RC_ASSERT(seconds == number * unit.second);
}

RC_GTEST_PROP(Duration, OfAnyTextIsOneOrRefused, (const std::string& text)) {
  try {
    const double seconds = parse_duration_seconds(text);
    RC_ASSERT(seconds - seconds == 0.0);  // finite
  } catch (const std::invalid_argument& error) {
    RC_ASSERT(std::strlen(error.what()) > 0U);
  }
}

TEST(Errno, HasItsName) {
  EXPECT_EQ(errno_named("ENOSPC"), ENOSPC);
  EXPECT_EQ(errno_named("EIO"), EIO);
  EXPECT_EQ(errno_named("EDQUOT"), EDQUOT);
  for (int number = 1; number < 134; ++number) {
    const char* name = ::strerrorname_np(number);
    if (name == nullptr) continue;
    EXPECT_EQ(errno_named(name), number) << name;
  }
  for (const std::string bad : {"", "0", "28", "ENOSPACE", "enospc", "ENOSPC "}) {
    EXPECT_THROW(errno_named(bad), std::invalid_argument) << bad;
  }
}

TEST(Signal, HasItsNameWithOrWithoutPrefix) {
  EXPECT_EQ(signal_named("TERM"), SIGTERM);
  EXPECT_EQ(signal_named("SIGTERM"), SIGTERM);
  EXPECT_EQ(signal_named("INT"), SIGINT);
  EXPECT_EQ(signal_named("HUP"), SIGHUP);
  EXPECT_EQ(signal_named("USR1"), SIGUSR1);
  for (const std::string bad : {"", "SIG", "15", "term", "SIGSIGTERM", "TERMS"}) {
    EXPECT_THROW(signal_named(bad), std::invalid_argument) << bad;
  }
}

}  // namespace
}  // namespace crashproof
