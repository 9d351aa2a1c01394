// Two crash-free runs side by side: names first, then every path that differs in bytes.
#include "harness/judge/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/judge/lines.h"
#include "harness/judge/records.h"
#include "harness/judge/scope.h"
#include "harness/judge/transients.h"
#include "harness/judge/volatile_fields.h"
#include "harness/model/printable.h"

namespace crashproof {
namespace {

constexpr std::size_t most_examples = 3;
constexpr std::string_view clock_advice =
    "if it is the time that differs (dated names, commit ids), try --pin-clock; if random names or "
    "keys do, --pin-random";

std::string examples_of(const std::vector<std::string>& paths) {
  std::string text;
  for (std::size_t i = 0; i < paths.size() && i < most_examples; ++i) {
    text += (i ? ", " : "") + printable(paths[i]);
  }
  if (paths.size() > most_examples)
    text += fmt::format(" and {} more", paths.size() - most_examples);
  return text;
}

class BaselineAssessment {
 public:
  BaselineAssessment(const FileTree& initial, const StateView& first, const StateView& second,
                     const ComparisonRules& rules)
      : first_(first), second_(second), scope_(rules, baseline_.set_aside) {
    baseline_.initial = scope_.covered(initial);
    baseline_.final = scope_.covered(first.tree);
    baseline_.command_output = first.command_output;
    second_final_ = scope_.covered(second.tree);
  }

  Assessment run(const FileTree& initial, const Trace& trace, const Trace* second_trace) {
    collect_companions();
    // Of the whole trees: an ignored file that stays is no temporary file.
    std::set<std::string> transients = transient_paths(trace, first_.tree);
    std::erase_if(transients, [&](const std::string& path) {
      return initial.contains(path) || baseline_.companions.contains(path);
    });
    std::set<std::string> others;
    if (second_trace) others = transient_paths(*second_trace, second_.tree);
    baseline_.transient_globs = transient_globs(transients, others);

    std::optional<BaselineProblem> problem = differing_names();
    if (!problem) {
      for (const auto& [path, entry] : baseline_.final) compare_entries(path, entry);
      compare_command_outputs();
      problem = nothing_left();
    }
    return {std::move(baseline_), std::move(problem)};
  }

 private:
  void collect_companions() {
    for (const FileTree* tree : {&baseline_.final, &second_final_}) {
      for (const auto& [path, entry] : *tree) {
        if (entry.type != FileType::regular || !first_.companions) continue;
        for (const std::string& suffix : first_.companions(path)) {
          baseline_.companions.emplace(path + suffix, path);
        }
      }
    }
    // They are read with their database, so no tree holds them as files of their own.
    for (const auto& [companion, owner] : baseline_.companions) {
      baseline_.initial.erase(companion);
      baseline_.final.erase(companion);
      second_final_.erase(companion);
    }
  }

  std::optional<BaselineProblem> differing_names() const {
    std::vector<std::string> only_first, only_second;
    for (const auto& [path, entry] : baseline_.final) {
      if (!second_final_.contains(path)) only_first.push_back(path);
    }
    for (const auto& [path, entry] : second_final_) {
      if (!baseline_.final.contains(path)) only_second.push_back(path);
    }
    if (only_first.empty() && only_second.empty()) return std::nullopt;
    std::string what = "two crash-free runs leave files of different names";
    if (!only_first.empty()) what += ": only the first " + examples_of(only_first);
    if (!only_second.empty()) {
      what += only_first.empty() ? ": " : "; ";
      what += "only the second " + examples_of(only_second);
    }
    return BaselineProblem{std::move(what), naming_advice(only_first, only_second)};
  }

  static std::string naming_advice(const std::vector<std::string>& only_first,
                                   const std::vector<std::string>& only_second) {
    std::string ignored = "PATTERN";
    if (!only_first.empty() && !only_second.empty()) {
      const std::string glob = common_glob({only_first.front(), only_second.front()});
      if (!glob.empty()) ignored = shell_quoted(glob);
    }
    return fmt::format("{}; if such files do not matter, --ignore {}", clock_advice, ignored);
  }

  void compare_entries(const std::string& path, const FileEntry& entry) {
    const FileEntry& other = second_final_.at(path);
    if (entry.type != other.type) {
      set_aside(path, "", "is of another type in each run: only its existence is compared");
      set_aside_silently(path, permissions_field);
      return;
    }
    if (entry.mode != other.mode) {
      set_aside(path, permissions_field, "permissions differ between two crash-free runs");
    }
    if (entry.type == FileType::symlink && entry.content != other.content) {
      set_aside(path, "", "points elsewhere in each run: only its existence is compared");
    }
    if (entry.type == FileType::regular && needs_reading(path, entry, other)) compare_content(path);
  }

  // A database whose file is equal may still differ in its log.
  bool needs_reading(const std::string& path, const FileEntry& entry,
                     const FileEntry& other) const {
    if (entry.content != other.content || entry.size != other.size) return true;
    return std::any_of(
        baseline_.companions.begin(), baseline_.companions.end(), [&](const auto& companion) {
          return companion.second == path &&
                 (first_.tree.contains(companion.first) || second_.tree.contains(companion.first));
        });
  }

  void compare_content(const std::string& path) {
    const std::optional<Document> first = first_.document(path);
    const std::optional<Document> second = first ? second_.document(path) : std::nullopt;
    if (!first || !second || !first->whole || !second->whole) {
      const bool equal_bytes = baseline_.final.at(path).content == second_final_.at(path).content;
      if (equal_bytes) return;
      set_aside(path, "",
                "content differs between two crash-free runs: only its existence is "
                "compared");
      return;
    }
    compare_documents(path, *first, *second);
  }

  void compare_documents(const std::string& path, const Document& first, const Document& second) {
    const auto differing = volatile_fields(first, second, path, scope_);
    for (const auto& [table, fields] : differing) {
      for (const std::string& field : fields) set_aside_part(path, table, field, first);
    }
    if (differing.empty() && first.format != "sqlite" && only_order_differs(first, second)) {
      baseline_.reasons.push_back(
          fmt::format("{}: its {}s come in another order in each crash-free run, so all but their "
                      "order is compared",
                      printable(path), first.unit));
    }
  }

  static bool only_order_differs(const Document& first, const Document& second) {
    return first.records != second.records && first.records.size() == second.records.size();
  }

  void set_aside_part(const std::string& path, const std::string& table, const std::string& field,
                      const Document& document) {
    const std::string part = table_path(path, table);
    if (!field.empty()) {
      set_aside(part, field,
                fmt::format("field {} differs between two crash-free runs", printable(field)));
      return;
    }
    const bool whole_file = table.empty() || !other_tables(document, table);
    set_aside(whole_file ? path : part, "",
              fmt::format("{}s differ between two crash-free runs: only {} is compared",
                          document.unit, whole_file ? "its existence" : "the rest of the file"));
  }

  static bool other_tables(const Document& document, const std::string& table) {
    return std::any_of(document.records.begin(), document.records.end(),
                       [&table](const Record& record) { return record.table != table; });
  }

  void compare_command_outputs() {
    if (first_.command_output == second_.command_output) return;
    compare_documents(std::string(state_command_path), lines_document(first_.command_output),
                      lines_document(second_.command_output));
  }

  // Every file that the run made or changed is set aside, and so is the command's output.
  std::optional<BaselineProblem> nothing_left() const {
    std::vector<std::string> aside;
    for (const auto& [path, entry] : baseline_.final) {
      if (entry.type == FileType::directory) continue;
      const auto before = baseline_.initial.find(path);
      if (before != baseline_.initial.end() && before->second == entry) continue;
      if (scope_.compares_content(path)) return std::nullopt;
      aside.push_back(path);
    }
    for (const auto& [path, entry] : baseline_.initial) {
      if (!baseline_.final.contains(path)) return std::nullopt;
    }
    if (!first_.command_output.empty()) {
      const std::string path(state_command_path);
      if (scope_.compares_content(path)) return std::nullopt;
      aside.push_back(path);
    }
    if (aside.empty()) return std::nullopt;
    return BaselineProblem{
        fmt::format("everything that it writes changes every run: {}", examples_of(aside)),
        fmt::format("{}; else name a part that does not change: --state, --ignore 'FILE#FIELD' or "
                    "--state-command",
                    clock_advice)};
  }

  void set_aside(const std::string& part, std::string_view field, const std::string& reason) {
    set_aside_silently(part, field);
    baseline_.reasons.push_back(fmt::format("{}: {}", printable(part), reason));
  }

  void set_aside_silently(const std::string& part, std::string_view field) {
    baseline_.set_aside[part].insert(std::string(field));
  }

  Baseline baseline_;
  const StateView& first_;
  const StateView& second_;
  const Scope scope_;  // sees what has been set aside so far
  FileTree second_final_;
};

}  // namespace

Assessment assess_baseline(const FileTree& initial, const StateView& first, const StateView& second,
                           const Trace& trace, const Trace* second_trace,
                           const ComparisonRules& rules) {
  return BaselineAssessment(initial, first, second, rules).run(initial, trace, second_trace);
}

}  // namespace crashproof
