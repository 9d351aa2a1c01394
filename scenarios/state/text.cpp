// Text is what the model calls valid UTF-8, without NULs.
#include "scenarios/state/text.h"

#include <algorithm>

#include "harness/model/printable.h"

namespace crashproof {
namespace {

constexpr std::size_t longest_character_bytes = 4;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool plain(char c) {
  return c > 0;
}

}  // namespace

std::size_t first_untextual_byte(std::string_view bytes) {
  // Nearly all files are ASCII, which need not be decoded.
  const auto special = std::find_if_not(bytes.begin(), bytes.end(), plain);
  if (special == bytes.end()) return std::string_view::npos;
  const std::string valid = valid_utf8(bytes);
  const auto [bad, replaced] =
      std::mismatch(bytes.begin(), bytes.end(), valid.begin(), valid.end());
  const std::size_t invalid =
      bad == bytes.end() ? std::string_view::npos : static_cast<std::size_t>(bad - bytes.begin());
  return std::min(invalid, bytes.find('\0'));
}

bool begins_like_text(std::string_view head) {
  const std::size_t at = first_untextual_byte(head);
  if (at == std::string_view::npos) return true;
  const bool cut = head.size() - at < longest_character_bytes;
  return cut && static_cast<unsigned char>(head[at]) >= 0xc2;
}

bool has_extension(std::string_view path, std::initializer_list<std::string_view> extensions) {
  return std::any_of(extensions.begin(), extensions.end(), [path](std::string_view extension) {
    return path.size() > extension.size() &&
           std::equal(extension.rbegin(), extension.rend(), path.rbegin(),
                      [](char a, char b) { return lower(a) == lower(b); });
  });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace crashproof
