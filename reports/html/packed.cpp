// LEB128, differences, runs, patterns.
#include "reports/html/packed.h"

#include <algorithm>
#include <array>
#include <boost/archive/iterators/base64_from_binary.hpp>
#include <boost/archive/iterators/transform_width.hpp>
#include <iterator>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

namespace crashproof::reports {
namespace {

using Json = nlohmann::ordered_json;
using Numbers = std::vector<std::uint64_t>;

std::uint64_t zigzag(std::uint64_t from, std::uint64_t to) {
  const auto difference = static_cast<std::int64_t>(to - from);
  return (static_cast<std::uint64_t>(difference) << 1U) ^
         static_cast<std::uint64_t>(difference >> 63U);
}

Numbers differences(const Numbers& numbers) {
  Numbers list;
  std::uint64_t last = 0;
  for (const std::uint64_t number : numbers)
    list.push_back(zigzag(std::exchange(last, number), number));
  return list;
}

Numbers runs(const Numbers& numbers) {
  Numbers list;
  for (auto at = numbers.begin(); at != numbers.end();) {
    const auto end = std::find_if(at, numbers.end(), [at](std::uint64_t n) { return n != *at; });
    list.push_back(*at);
    list.push_back(static_cast<std::uint64_t>(end - at));
    at = end;
  }
  return list;
}

std::string leb128(const Numbers& numbers) {
  std::string bytes;
  for (std::uint64_t number : numbers) {
    while (number > 0x7f) {
      bytes += static_cast<char>((number & 0x7fU) | 0x80U);
      number >>= 7U;
    }
    bytes += static_cast<char>(number);
  }
  return bytes;
}

// The text with U+0001 for each number, which is moved to `numbers`. Zeros at the front stay, and
// so do digits that a number of a script could not hold.
std::string pattern_of(const std::string& text, Numbers& numbers) {
  constexpr std::size_t most_digits = 9;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string pattern;
  for (auto at = text.begin(); at != text.end();) {
    const auto end = std::find_if_not(at, text.end(), is_digit);
    if (end == at) {
      pattern += *at++;
      continue;
    }
    while (*at == '0' && at + 1 != end) pattern += *at++;
    if (static_cast<std::size_t>(end - at) <= most_digits) {
      numbers.push_back(std::stoull(std::string(at, end)));
      pattern += '\x01';
    } else {
      pattern.append(at, end);
    }
    at = end;
  }
  return pattern;
}

}  // namespace

std::string base64(std::string_view bytes) {
  namespace iterators = boost::archive::iterators;
  using Sextets = iterators::base64_from_binary<iterators::transform_width<const char*, 6, 8>>;
  std::string padded(bytes);
  const std::size_t padding = (3 - bytes.size() % 3) % 3;
  padded.append(padding, '\0');  // the iterator reads whole groups of three
  std::string text(Sextets(padded.data()), Sextets(padded.data() + padded.size()));
  text.replace(text.size() - padding, padding, padding, '=');
  return text;
}

Json packed(const Numbers& numbers) {
  struct Form {
    bool differences, runs;
    std::string bytes;
  };
  const Numbers steps = differences(numbers);
  std::array forms{Form{false, false, leb128(numbers)}, Form{false, true, leb128(runs(numbers))},
                   Form{true, false, leb128(steps)}, Form{true, true, leb128(runs(steps))}};
  const Form& shortest =
      *std::ranges::min_element(forms, {}, [](const Form& form) { return form.bytes.size(); });
  Json column = {{"n", numbers.size()}};
  if (shortest.differences) column["d"] = 1;
  if (shortest.runs) column["r"] = 1;
  column["b"] = base64(shortest.bytes);
  return column;
}

Json packed(const std::vector<std::string>& texts) {
  Json patterns = Json::array();
  Numbers pattern_numbers;
  Numbers steps;
  std::unordered_map<std::string, std::uint64_t> known;
  std::vector<Numbers> last;  // by pattern
  for (const std::string& text : texts) {
    Numbers numbers;
    const std::string pattern = pattern_of(text, numbers);
    const auto [at, is_new] = known.try_emplace(pattern, last.size());
    if (is_new) {
      patterns.push_back(pattern);
      last.emplace_back(numbers.size(), 0);
    }
    pattern_numbers.push_back(at->second);
    Numbers& before = last[at->second];
    for (std::size_t i = 0; i < numbers.size(); ++i) steps.push_back(zigzag(before[i], numbers[i]));
    before = std::move(numbers);
  }
  return {{"s", std::move(patterns)}, {"i", packed(pattern_numbers)}, {"v", packed(steps)}};
}

}  // namespace crashproof::reports
