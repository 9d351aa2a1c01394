// Names are cut into words and separators. Two names have the same shape if they differ in words
// only; the words that differ from run to run become '*'.
#include "harness/judge/transients.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

constexpr std::size_t shortest_prefix_bytes = 3;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Alternately a word (maybe empty) and a separator of one character, beginning with a word.
std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts{""};
  for (const char c : path) {
    if (is_word(c)) {
      parts.back() += c;
    } else {
      parts.emplace_back(1, c);
      parts.emplace_back();
    }
  }
  return parts;
}

constexpr std::size_t is_separator(std::size_t index) {
  return index % 2;
}

std::string_view common_prefix(const std::vector<std::string>& words) {
  std::string_view prefix = words.front();
  for (const std::string& word : words) {
    const auto [here, there] =
        std::mismatch(prefix.begin(), prefix.end(), word.begin(), word.end());
    prefix = prefix.substr(0, static_cast<std::size_t>(here - prefix.begin()));
  }
  return prefix;
}

// The part of the common prefix that is meant, not drawn: two random words may begin alike.
std::string_view meant_prefix(const std::vector<std::string>& words) {
  std::string_view prefix = common_prefix(words);
  const std::size_t length = prefix.size();
  const auto drawn_bytes = [length](const std::string& word) { return word.size() - length; };
  const bool numbers = std::all_of(words.begin(), words.end(), [length](const std::string& word) {
    return word.size() > length && is_digit(word[length]);
  });
  while (numbers && !prefix.empty() && is_digit(prefix.back())) prefix.remove_suffix(1);
  // mkstemp draws 6 characters, Python's tempfile 8: one less means that one was equal by chance.
  const std::size_t drawn = drawn_bytes(words.front());
  const bool all_alike = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return drawn_bytes(word) == drawn;
  });
  if (all_alike && prefix.size() == length && (drawn == 5 || drawn == 7) && !prefix.empty()) {
    prefix.remove_suffix(1);
  }
  return prefix;
}

// What a path is grouped by: its separators and the words that occur in both runs at that place.
std::string family_of(const std::vector<std::string>& parts,
                      const std::vector<std::set<std::string>>& stable_words) {
  std::string family;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool literal = is_separator(i) || stable_words[i].contains(parts[i]);
    family += literal ? parts[i] : std::string("*");
    family += '\0';
  }
  return family;
}

std::string shape_of(const std::vector<std::string>& parts) {
  std::string shape;
  for (std::size_t i = 1; i < parts.size(); i += 2) shape += parts[i];
  return shape;
}

using Group = std::vector<std::string>;

std::map<std::string, Group> by_shape(const std::set<std::string>& paths,
                                      const std::set<std::string>& without) {
  std::map<std::string, Group> groups;
  for (const std::string& path : paths) {
    if (!without.contains(path)) groups[shape_of(parts_of(path))].push_back(path);
  }
  return groups;
}

// The words of all paths at each place; all paths have the same shape.
std::vector<std::set<std::string>> words_at(const Group& paths) {
  std::vector<std::set<std::string>> words;
  for (const std::string& path : paths) {
    const std::vector<std::string> parts = parts_of(path);
    words.resize(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) words[i].insert(parts[i]);
  }
  return words;
}

std::vector<std::set<std::string>> intersected(std::vector<std::set<std::string>> a,
                                               const std::vector<std::set<std::string>>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::erase_if(a[i], [&b, i](const std::string& word) { return !b[i].contains(word); });
  }
  return a;
}

void add_globs(const Group& first, const Group& second, std::set<std::string>& globs) {
  if (second.empty()) {
    for (const std::string& path : first) globs.insert(glob_quoted(path));
    return;
  }
  const auto stable = intersected(words_at(first), words_at(second));
  std::map<std::string, Group> families;
  for (const Group* group : {&first, &second}) {
    for (const std::string& path : *group) {
      families[family_of(parts_of(path), stable)].push_back(path);
    }
  }
  for (const auto& [family, paths] : families) {
    const std::string glob = common_glob(paths);
    if (!glob.empty()) {
      globs.insert(glob);
      continue;
    }
    for (const std::string& path : paths) globs.insert(glob_quoted(path));
  }
}

using Column = std::vector<std::string>;  // the parts of all paths at one place

bool is_equal(const Column& column) {
  return std::equal(column.begin() + 1, column.end(), column.begin());
}

// Empty if the paths differ in the number of their parts.
std::vector<Column> columns_of(const std::vector<std::string>& paths) {
  std::vector<Column> columns;
  for (const std::string& path : paths) {
    const std::vector<std::string> parts = parts_of(path);
    if (columns.empty()) columns.resize(parts.size());
    if (columns.size() != parts.size()) return {};
    for (std::size_t i = 0; i < parts.size(); ++i) columns[i].push_back(parts[i]);
  }
  return columns;
}

}  // namespace

std::string common_glob(const std::vector<std::string>& paths) {
  const std::vector<Column> columns = columns_of(paths);
  std::size_t name_begin = 0;  // of the last component of the path
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!is_equal(columns[i]) && is_separator(i)) return "";
    if (columns[i].front() == "/") name_begin = i + 1;
  }
  bool has_fixed_word = false;
  for (std::size_t i = name_begin; i < columns.size(); ++i) {
    if (!is_separator(i) && is_equal(columns[i]) && !columns[i].front().empty()) {
      has_fixed_word = true;
    }
  }
  std::string glob;
  bool has_prefix = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (is_equal(columns[i])) {
      glob += glob_quoted(columns[i].front());
      continue;
    }
    std::string_view prefix = meant_prefix(columns[i]);
    // Beside a fixed word a short prefix is more likely chance than meaning.
    if ((has_fixed_word || i < name_begin) && prefix.size() < shortest_prefix_bytes) prefix = {};
    has_prefix = has_prefix || (i >= name_begin && !prefix.empty());
    glob += glob_quoted(prefix) + "*";
  }
  // A last component without any word of its own would match every file there.
  return has_fixed_word || has_prefix ? glob : "";
}

std::set<std::string> transient_paths(const Trace& trace, const FileTree& final) {
  std::set<std::string> created;
  const auto note = [&](const std::string& path) {
    if (path.empty() || path.front() == '/' || path.front() == '#') return;
    if (!final.contains(path)) created.insert(path);
  };
  for (const Event& event : trace.events) {
    switch (event.kind) {
      case EventKind::create:
      case EventKind::mkdir:
      case EventKind::mknod:
      case EventKind::symlink:
        note(event.path);
        break;
      case EventKind::link:
      case EventKind::rename:
        note(event.target);
        break;
      default:
        break;
    }
  }
  return created;
}

std::set<std::string> transient_globs(const std::set<std::string>& first,
                                      const std::set<std::string>& second) {
  std::set<std::string> globs;
  for (const std::string& path : first) {
    if (second.empty() || second.contains(path)) globs.insert(glob_quoted(path));
  }
  const auto others = by_shape(second, first);
  for (const auto& [shape, paths] : by_shape(first, second)) {
    const auto other = others.find(shape);
    add_globs(paths, other == others.end() ? Group() : other->second, globs);
  }
  return globs;
}

}  // namespace crashproof
