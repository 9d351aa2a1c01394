// Finds NAME ':' VALUE and NAME '=' VALUE, the name and the value with quotes or without.
#include "harness/model/text_field.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace crashproof {
namespace {

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

struct Field {
  std::string_view name;
  std::size_t value_begin = 0;  // without quotes
  std::size_t value_end = 0;
  bool quoted = false;
};

// Goes through the fields of a text from left to right. Every character is looked at a bounded
// number of times.
class FieldScanner {
 public:
  explicit FieldScanner(std::string_view text) : text_(text) {}

  std::optional<Field> next() {
    while (at_ < text_.size()) {
      if (!is_name(text_[at_])) {
        ++at_;
        continue;
      }
      Field field;
      field.name = name();
      if (separator() && value(field)) return field;
    }
    return std::nullopt;
  }

 private:
  std::string_view name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool separator() {
    take('"');
    skip_blanks();
    if (!take(':') && !take('=')) return false;
    skip_blanks();
    return true;
  }

  bool value(Field& field) {
    field.quoted = take('"');
    field.value_begin = at_;
    const std::string_view ends = field.quoted ? "\"\n" : " \t\r\n,;}]";
    field.value_end = std::min(text_.find_first_of(ends, at_), text_.size());
    // An object or a list is no value; the fields in it come next.
    if (!field.quoted && field.value_end > at_ && (text_[at_] == '{' || text_[at_] == '['))
      return false;
    // What stands in quotes may look like a field, and is none.
    if (field.quoted) at_ = field.value_end;
    return field.value_end > field.value_begin;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::string> raised(std::string_view text) {
  const std::optional<std::int64_t> number = whole_number(text);
  if (!number || *number == INT64_MAX) return std::nullopt;
  return std::to_string(*number + 1);
}

}  // namespace

std::vector<std::string> numeric_fields(std::string_view text) {
  std::vector<std::string> names;
  FieldScanner scanner(text);
  while (const std::optional<Field> field = scanner.next()) {
    const auto value = text.substr(field->value_begin, field->value_end - field->value_begin);
    if (!whole_number(value)) continue;
    std::string name(field->name);
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

std::optional<std::string> with_field(std::string_view text, std::string_view field,
                                      const std::optional<std::string>& value) {
  std::string changed;
  std::size_t copied = 0;
  FieldScanner scanner(text);
  while (const std::optional<Field> found = scanner.next()) {
    if (found->name != field) continue;
    const auto old = text.substr(found->value_begin, found->value_end - found->value_begin);
    const std::optional<std::string> wanted = value ? value : raised(old);
    if (!wanted) continue;
    changed += text.substr(copied, found->value_begin - copied);
    changed += *wanted;
    copied = found->value_end;
  }
  changed += text.substr(copied);
  if (copied == 0 || changed == text) return std::nullopt;
  return changed;
}

}  // namespace crashproof
