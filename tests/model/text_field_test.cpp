// Fields in text that nobody parsed: found as people find them, changed and nothing else.
#include "harness/model/text_field.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace crashproof {
namespace {

using ::testing::ElementsAre;

TEST(TextField, FindsNumbersInSeveralStyles) {
  EXPECT_THAT(
      numeric_fields(R"({"version": 3, "name": "x: 4", "deep": {"a":-1,"b":[1,2]}, "c":1.5})"),
      ElementsAre("version", "a"));
  EXPECT_THAT(numeric_fields("version: 2\nname = job\n[part]\nsize=10 ; bytes\nwhen=\"7\"\n"),
              ElementsAre("version", "size", "when"));
  EXPECT_THAT(numeric_fields("{\"v\":1}\n{\"v\":2}\n"), ElementsAre("v"));
  EXPECT_THAT(numeric_fields(""), ElementsAre());
}

TEST(TextField, RaisesEachOfThatName) {
  EXPECT_EQ(with_field("{\"v\":1}\n{\"v\":9}\n", "v", std::nullopt), "{\"v\":2}\n{\"v\":10}\n");
  EXPECT_EQ(with_field("v: \"1\"\n", "v", std::nullopt), "v: \"2\"\n");
  EXPECT_EQ(with_field("v: -1", "v", std::nullopt), "v: 0");
}

TEST(TextField, SetsWhatIsGiven) {
  EXPECT_EQ(with_field(R"({"v": "1.0", "w": 1})", "v", "2.0"), R"({"v": "2.0", "w": 1})");
  EXPECT_EQ(with_field("{\"v\": null}", "v", "[]"), "{\"v\": []}");
}

TEST(TextField, LeavesAloneWhatItCannotChange) {
  EXPECT_EQ(with_field("{\"v\": \"one\"}", "v", std::nullopt), std::nullopt);
  EXPECT_EQ(with_field("{\"v\": {\"a\": 1}}", "v", std::nullopt), std::nullopt);
  EXPECT_EQ(with_field("{\"version\": 1}", "v", std::nullopt), std::nullopt);
  EXPECT_EQ(with_field("{\"v\": 1}", "v", "1"), std::nullopt);
  EXPECT_EQ(with_field("v: 9223372036854775807", "v", std::nullopt), std::nullopt);
  EXPECT_EQ(with_field("", "v", "1"), std::nullopt);
}

RC_GTEST_PROP(TextField, ChangesJustOneValueOfAnyObject,
              (std::int32_t before, const std::map<std::string, std::int32_t>& others,
               int indent)) {
  nlohmann::json object;
  for (const auto& [name, value] : others) {
    std::string plain;
    for (const char c : name) plain += static_cast<char>('a' + static_cast<unsigned char>(c) % 20);
    object["x" + plain] = value;
  }
  object["version"] = before;
  const std::string text = object.dump(indent % 5);
  const auto changed = with_field(text, "version", std::nullopt);
  RC_ASSERT(changed.has_value());
  object["version"] = std::int64_t{before} + 1;
  RC_ASSERT(nlohmann::json::parse(*changed) == object);
  RC_ASSERT(*changed == object.dump(indent % 5));
}

RC_GTEST_PROP(TextField, IsTotal, (std::string text, const std::string& field)) {
  const std::string pieces[] = {"\"", "a", ":", "=", "1", "{", "}", " ", "\n", "["};
  for (const auto choice : *rc::gen::arbitrary<std::vector<std::uint8_t>>()) {
    text += pieces[choice % std::size(pieces)];
  }
  for (const std::string& name : numeric_fields(text)) {
    // What is found can be changed, unless it is the largest of all.
    const auto changed = with_field(text, name, "7x");
    RC_ASSERT(changed.has_value());
  }
  with_field(text, field, std::nullopt);
}

}  // namespace
}  // namespace crashproof
