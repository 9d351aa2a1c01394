// Looks at unequal paths only: entries first, then content by meaning where a reader knows it.
#include "harness/judge/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "harness/judge/compare_records.h"
#include "harness/judge/lines.h"
#include "harness/judge/path_pattern.h"
#include "harness/judge/records.h"
#include "harness/judge/scope.h"

namespace crashproof {
namespace {

std::string_view unit_of(FileType type) {
  switch (type) {
    case FileType::regular:
      return "file";
    case FileType::directory:
      return "directory";
    case FileType::symlink:
      return "symbolic link";
    case FileType::other:
      break;
  }
  return "special file";
}

// The entry of a path in a tree; nullptr if it has none.
const FileEntry* entry_in(const FileTree& tree, const std::string& path) {
  const auto found = tree.find(path);
  return found == tree.end() ? nullptr : &found->second;
}

class Comparison {
 public:
  Comparison(const Baseline& baseline, const FoundState& found, const ComparisonRules& rules,
             PreparedDocuments& kept)
      : baseline_(baseline), found_(found), scope_(rules, baseline.set_aside), kept_(kept) {}

  std::vector<Difference> run() {
    for (const std::string& path : paths()) compare_path(path);
    drop_told_directories();
    compare_command_output();
    return std::move(differences_);
  }

 private:
  // The unequal paths, companion files replaced by the database that they belong to.
  std::set<std::string> paths() const {
    std::set<std::string> paths;
    for (const auto& [path, entry] : found_.unequal) {
      const auto owner = baseline_.companions.find(path);
      const std::string& subject = owner == baseline_.companions.end() ? path : owner->second;
      if (scope_.covers(subject)) paths.insert(subject);
    }
    return paths;
  }

  void compare_path(const std::string& path) {
    const FileEntry* expected = entry_in(baseline_.final, path);
    const auto unequal = found_.unequal.find(path);
    // Only a companion is unequal: the entry itself is the baseline's.
    const FileEntry* found = expected;
    if (unequal != found_.unequal.end()) found = unequal->second ? &*unequal->second : nullptr;
    if (expected && found) {
      compare_entries(path, *expected, *found);
    } else if (expected) {
      add(Difference::Class::lost, path, expected->type, "");
    } else if (found) {
      compare_surplus(path, *found);
    }
  }

  void compare_surplus(const std::string& path, const FileEntry& found) {
    const FileEntry* initial = entry_in(baseline_.initial, path);
    if (initial && *initial == found) {
      add(Difference::Class::extra, path, found.type, "still there as before the run");
      return;
    }
    const bool transient =
        std::any_of(baseline_.transient_globs.begin(), baseline_.transient_globs.end(),
                    [&path](const std::string& glob) { return path_matches(glob, path); });
    add(transient ? Difference::Class::litter : Difference::Class::extra, path, found.type, "");
  }

  void compare_entries(const std::string& path, const FileEntry& expected, const FileEntry& found) {
    if (expected.type != found.type) {
      add(Difference::Class::altered, path, expected.type,
          fmt::format("is a {}, expected a {}", unit_of(found.type), unit_of(expected.type)));
      return;
    }
    if (expected.mode != found.mode && scope_.compares_permissions(path)) {
      add(Difference::Class::altered, path, expected.type,
          fmt::format("permissions {:o}, expected {:o}", found.mode, expected.mode));
    }
    if (!scope_.compares_content(path)) return;
    if (expected.type == FileType::symlink && expected.content != found.content) {
      add(Difference::Class::altered, path, expected.type,
          fmt::format("points to {}, expected {}", found.content, expected.content));
    }
    if (expected.type == FileType::regular) compare_content(path, expected, found);
  }

  void compare_content(const std::string& path, const FileEntry& expected, const FileEntry& found) {
    const bool same_bytes = expected.content == found.content && expected.size == found.size;
    if (same_bytes && !has_unequal_companion(path)) return;
    const PreparedDocument* baseline =
        once(kept_.crash_free, path, [&] { return found_.baseline_document(path); });
    std::optional<Document> document =
        baseline != nullptr && baseline->document.whole ? found_.document(path) : std::nullopt;
    if (!document) {
      if (!same_bytes) compare_bytes(path, expected, found);
      return;
    }
    for (Difference& difference : compare_documents(
             path, *baseline, std::move(*document), [&] { return initial_document(path); },
             scope_)) {
      differences_.push_back(std::move(difference));
    }
  }

  bool has_unequal_companion(const std::string& path) const {
    return std::any_of(found_.unequal.begin(), found_.unequal.end(), [&](const auto& entry) {
      const auto owner = baseline_.companions.find(entry.first);
      return owner != baseline_.companions.end() && owner->second == path;
    });
  }

  const PreparedDocument* initial_document(const std::string& path) {
    const FileEntry* initial = entry_in(baseline_.initial, path);
    if (!found_.initial_document || !initial || initial->type != FileType::regular) return nullptr;
    return once(kept_.initial, path, [&] { return found_.initial_document(path); });
  }

  // Null if `read` gives none. Nothing is kept if it throws.
  template <typename Read>
  const PreparedDocument* once(std::map<std::string, std::optional<PreparedDocument>>& known,
                               const std::string& path, Read read) {
    auto here = known.find(path);
    if (here == known.end()) {
      std::optional<Document> document = read();
      std::optional<PreparedDocument> made;
      if (document) made = prepared(std::move(*document), path, scope_);
      here = known.emplace(path, std::move(made)).first;
    }
    return here->second ? &*here->second : nullptr;
  }

  void compare_bytes(const std::string& path, const FileEntry& expected, const FileEntry& found) {
    const FileEntry* initial = entry_in(baseline_.initial, path);
    if (initial && initial->type == FileType::regular && initial->content == found.content) {
      add(Difference::Class::older, path, found.type, "as it was before the run");
      return;
    }
    add(Difference::Class::torn, path, found.type,
        expected.size == found.size
            ? fmt::format("other content in {} bytes", found.size)
            : fmt::format("{} bytes, expected {}", found.size, expected.size));
  }

  void compare_command_output() {
    const std::string path(state_command_path);
    if (found_.command_output == baseline_.command_output || !scope_.compares_content(path)) return;
    const PreparedDocument* baseline = once(kept_.crash_free, path, [&] {
      return std::optional(lines_document(baseline_.command_output));
    });
    for (Difference& difference : compare_documents(
             path, *baseline, lines_document(found_.command_output), [] { return nullptr; },
             scope_)) {
      differences_.push_back(std::move(difference));
    }
  }

  // A directory that is lost or extra together with what is in it needs no line of its own.
  void drop_told_directories() {
    std::set<std::pair<Difference::Class, std::string>> told;
    for (const Difference& difference : differences_) {
      told.emplace(difference.what, difference.path);
    }
    std::erase_if(differences_, [&told](const Difference& difference) {
      if (difference.unit != unit_of(FileType::directory)) return false;
      if (difference.what == Difference::Class::altered) return false;
      const std::string prefix = difference.path + "/";
      const auto below = told.lower_bound({difference.what, prefix});
      return below != told.end() && below->first == difference.what &&
             below->second.starts_with(prefix);
    });
  }

  void add(Difference::Class what, const std::string& path, FileType type,
           const std::string& example) {
    Difference difference;
    difference.what = what;
    difference.path = path;
    difference.unit = unit_of(type);
    if (!example.empty()) difference.examples.push_back(example_line(example));
    differences_.push_back(std::move(difference));
  }

  const Baseline& baseline_;
  const FoundState& found_;
  const Scope scope_;
  PreparedDocuments& kept_;
  std::vector<Difference> differences_;
};

}  // namespace

std::vector<Difference> compare(const Baseline& baseline, const FoundState& found,
                                const ComparisonRules& rules, PreparedDocuments& kept) {
  return Comparison(baseline, found, rules, kept).run();
}

std::vector<Difference> compare(const Baseline& baseline, const FoundState& found,
                                const ComparisonRules& rules) {
  PreparedDocuments kept;
  return compare(baseline, found, rules, kept);
}

}  // namespace crashproof
