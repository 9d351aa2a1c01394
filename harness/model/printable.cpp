// Decodes UTF-8 strictly, so that no byte sequence reaches a terminal or a file unexamined.
#include "harness/model/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace crashproof {
namespace {

struct Character {
  std::size_t bytes = 1;
  std::uint32_t code = 0;
  bool valid = false;
};

struct Lead {
  unsigned char mask, bits;
  std::size_t bytes;
  std::uint32_t least;  // a smaller code in so many bytes is an overlong form
};
constexpr std::array leads = {
    Lead{0x80, 0x00, 1, 0},
    Lead{0xE0, 0xC0, 2, 0x80},
    Lead{0xF0, 0xE0, 3, 0x800},
    Lead{0xF8, 0xF0, 4, 0x10000},
};

// The character at the front of non-empty bytes; where there is none, one invalid byte.
Character next_character(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes[0]);
  const auto lead = std::find_if(leads.begin(), leads.end(), [first](const Lead& candidate) {
    return (first & candidate.mask) == candidate.bits;
  });
  if (lead == leads.end() || bytes.size() < lead->bytes) return {};
  std::uint32_t code = first & static_cast<unsigned char>(~lead->mask);
  for (std::size_t i = 1; i < lead->bytes; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if ((byte & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte & 0x3F);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < lead->least || code > 0x10FFFF || surrogate) return {};
  return {lead->bytes, code, true};
}

// Ranges of characters that control a terminal, or reorder or hide the text around them.
struct Range {
  std::uint32_t first, last;
};
constexpr std::array hidden = {Range{0x00, 0x1F},     Range{0x7F, 0x9F},      Range{0xAD, 0xAD},
                               Range{0x61C, 0x61C},   Range{0x180E, 0x180E},  Range{0x200B, 0x200F},
                               Range{0x2028, 0x202E}, Range{0x2060, 0x206F},  Range{0xFEFF, 0xFEFF},
                               Range{0xFFF9, 0xFFFB}, Range{0xE0000, 0xE007F}};

bool shows(const Character& character) {
  return character.valid && std::none_of(hidden.begin(), hidden.end(), [&](const Range& range) {
           return character.code >= range.first && character.code <= range.last;
         });
}

std::string escaped(const Character& character, std::string_view bytes) {
  if (!character.valid || character.code < 0x80) {
    if (bytes[0] == '\n') return "\\n";
    if (bytes[0] == '\t') return "\\t";
    return fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
  }
  return fmt::format("\\u{{{:x}}}", character.code);
}

// Copies characters that `keeps` accepts and escapes the others.
template <typename Keeps>
std::string copied(std::string_view bytes, Keeps keeps) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Character character = next_character(bytes);
    const std::string_view taken = bytes.substr(0, character.bytes);
    text += keeps(character) ? std::string(taken) : escaped(character, taken);
    bytes.remove_prefix(character.bytes);
  }
  return text;
}

bool is_plain(char c) {
  constexpr std::string_view harmless = "@%+=:,./-_";
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         harmless.find(c) != std::string_view::npos;
}

// bash's $'…' form, in which every byte can be spelt.
std::string ansi_quoted(std::string_view bytes) {
  std::string text = "$'";
  while (!bytes.empty()) {
    const Character character = next_character(bytes);
    for (const char byte : bytes.substr(0, character.bytes)) {
      if (!shows(character))
        text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
      else if (byte == '\\' || byte == '\'')
        text.append(1, '\\').append(1, byte);
      else
        text += byte;
    }
    bytes.remove_prefix(character.bytes);
  }
  return text + "'";
}

}  // namespace

std::string printable(std::string_view bytes) {
  return copied(bytes, shows);
}

std::string valid_utf8(std::string_view bytes) {
  return copied(bytes, [](const Character& character) { return character.valid; });
}

std::string shell_quoted(std::string_view bytes) {
  if (!bytes.empty() && std::all_of(bytes.begin(), bytes.end(), is_plain))
    return std::string(bytes);
  if (printable(bytes) != bytes) return ansi_quoted(bytes);
  std::string text = "'";
  for (const char c : bytes) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

std::string shell_quoted(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_quoted(word);
  return line;
}

}  // namespace crashproof
