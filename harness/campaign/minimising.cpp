// One small campaign for each input that is tried; which ones is up to fewest_failing.
#include "harness/campaign/minimising.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "harness/campaign/documents.h"
#include "harness/campaign/fault_trials.h"
#include "harness/campaign/kept_trees.h"
#include "harness/campaign/small_campaign.h"
#include "harness/campaign/smaller_input.h"
#include "harness/plan/delta_debugging.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

using Names = std::vector<std::string>;

constexpr std::size_t most_findings = 3;
constexpr std::uint64_t most_inputs = 40;      // for one finding
constexpr std::uint64_t most_records = 50000;  // of all files together
// A program's own text looks the same, so such a file has to be named.
constexpr std::string_view format_of_any_text = "lines";

struct RecordFile {
  std::string path;
  std::vector<RecordPlace> records;  // the header apart
};

// What there is to be left out.
struct Input {
  Names items;                      // paths of the workspace before the run
  std::vector<RecordFile> records;  // those of files that the job reads and never changes

  bool empty() const { return items.empty() && records.empty(); }
};

bool is_in_any(const Names& roots, const std::string& path) {
  return std::ranges::any_of(
      roots, [&path](const std::string& root) { return is_at_or_below(path, root); });
}

// "in.jsonl:17" and the like: what fewest_failing knows records by.
std::string name_of(const RecordFile& file, const RecordPlace& record) {
  return fmt::format("{}:{}", file.path, record.line);
}

using RecordsOut = std::map<std::string, std::vector<RecordPlace>>;  // as LeftOut::records

std::vector<RecordsLeft> records_left(const std::vector<RecordFile>& files, const RecordsOut& out) {
  std::vector<RecordsLeft> left;
  for (const RecordFile& file : files) {
    RecordsLeft& one = left.emplace_back();
    one.path = file.path;
    one.of = file.records.size();
    const auto gone = out.find(file.path);
    for (const RecordPlace& record : file.records) {
      if (gone == out.end() ||
          !std::ranges::binary_search(gone->second, record.line, {}, &RecordPlace::line))
        one.lines.push_back(record.line);
    }
  }
  return left;
}

// Nothing is left out yet, and no input tried.
SmallestInput whole_of(const Input& input) {
  SmallestInput whole;
  whole.items = input.items;
  whole.of = input.items.size();
  whole.records = records_left(input.records, {});
  return whole;
}

// One finding, looked for with less and less input.
class Minimising {
 public:
  Minimising(const Finding& finding, const Input& input, const CampaignOptions& options,
             const RunStore& store, const Catalogues& catalogues, const ProgressListener& listener)
      : finding_(finding),
        input_(input),
        options_(options),
        store_(store),
        catalogues_(catalogues),
        listener_(listener) {}

  // Whole files first, since each of them may take many records along.
  SmallestInput run() {
    SmallestInput smallest = whole_of(input_);
    smallest.tried = 1;
    if (!shows_without({})) {
      smallest.note = "a campaign of its own with all of it does not show it";
      return smallest;
    }
    if (!input_.items.empty()) leave_out_items(smallest);
    leave_out_records(smallest);
    smallest.schedule = schedule_;
    return smallest;
  }

  const LeftOut& left_out() const { return left_out_; }

 private:
  void leave_out_items(SmallestInput& smallest) {
    const FewestItems fewest = search(input_.items, smallest, [this](const Names& kept) {
      return LeftOut{items_without(kept), {}};
    });
    left_out_.files = items_without(fewest.items);
    smallest.items = fewest.items;
  }

  void leave_out_records(SmallestInput& smallest) {
    std::vector<RecordFile> files;
    const Names gone(left_out_.files.begin(), left_out_.files.end());
    std::ranges::copy_if(input_.records, std::back_inserter(files),
                         [&](const RecordFile& file) { return !is_in_any(gone, file.path); });
    smallest.records.clear();  // some of their files may have been left out
    if (files.empty()) return;
    Names all;
    for (const RecordFile& file : files) {
      for (const RecordPlace& record : file.records) all.push_back(name_of(file, record));
    }
    const FewestItems fewest = search(all, smallest, [&](const Names& kept) {
      return LeftOut{left_out_.files, records_without(files, kept)};
    });
    left_out_.records = records_without(files, fewest.items);
    smallest.records = records_left(files, left_out_.records);
  }

  // Asks as often as the bound for this finding still allows.
  template <typename LeaveOut>
  FewestItems search(const Names& all, SmallestInput& smallest, const LeaveOut& leaving_out) {
    const std::uint64_t asked = smallest.tried - 1;  // all of it has been tried as well
    FewestItems fewest = fewest_failing(
        all, [&](const Names& kept) { return shows_without(leaving_out(kept)); },
        most_inputs - asked);
    smallest.tried += fewest.tried;
    if (!fewest.least) smallest.note = "more inputs were not tried";
    return fewest;
  }

  std::set<std::string> items_without(const Names& kept) const {
    std::set<std::string> others(input_.items.begin(), input_.items.end());
    for (const std::string& item : kept) others.erase(item);
    return others;
  }

  static RecordsOut records_without(const std::vector<RecordFile>& files, const Names& kept) {
    const std::set<std::string> stay(kept.begin(), kept.end());
    RecordsOut others;
    for (const RecordFile& file : files) {
      for (const RecordPlace& record : file.records) {
        if (!stay.contains(name_of(file, record))) others[file.path].push_back(record);
      }
    }
    return others;
  }

  bool shows_without(const LeftOut& left_out) {
    listener_({"minimising input", ++inputs_, 0, 0, ""});
    RunStore store(store_.path("smaller"), RunStore::Mode::fresh);
    copy_workspace_without(left_out, store_.path("snapshot"), store.path("snapshot"));
    const std::string schedule = shown_in(store, finding_, options_, catalogues_);
    // The search goes on from what shows it, so the last one belongs to what it ends with.
    if (!schedule.empty()) schedule_ = schedule;
    return !schedule.empty();
  }

  const Finding& finding_;
  const Input& input_;
  const CampaignOptions& options_;
  const RunStore& store_;
  const Catalogues& catalogues_;
  const ProgressListener& listener_;
  LeftOut left_out_;
  std::string schedule_;
  std::uint64_t inputs_ = 0;
};

// Inputs among those that are taken for items where the user names none.
std::set<std::string> default_items(const BaselineRuns& runs) {
  const Names inputs = inputs_of(runs);
  std::set<std::string> found;
  for (const std::vector<std::string>& group : runs.default_items) {
    for (const std::string& path : group) {
      if (std::ranges::find(inputs, path) != inputs.end()) found.insert(path);
    }
  }
  return found;
}

// What lies below an item is part of it.
Names items_of_input(const Names& workspace, const CampaignOptions& options,
                     const BaselineRuns& runs) {
  const std::set<std::string> defaults =
      options.items.empty() ? default_items(runs) : std::set<std::string>();
  Names items;
  for (const std::string& path : workspace) {
    const bool is_named = std::ranges::any_of(
        options.items, [&](const std::string& glob) { return glob_matches(glob, path); });
    const bool is_below = !items.empty() && is_at_or_below(path, items.back());
    if ((is_named || defaults.contains(path)) && !is_below) items.push_back(path);
  }
  return items;
}

// Of items alone where the user names some.
std::vector<RecordFile> records_of_input(const Names& workspace, const Names& items, bool named,
                                         const Trace& trace, Documents& documents) {
  const std::set<std::string> there(workspace.begin(), workspace.end());
  std::vector<RecordFile> files;
  for (const std::string& path : files_only_read(trace)) {
    if (!there.contains(path) || (named && !is_in_any(items, path))) continue;
    RecordPlaces found = documents.places(path);
    if (!named && found.format == format_of_any_text) continue;
    std::erase_if(found.places, [](const RecordPlace& place) { return place.is_header; });
    if (found.places.size() > 1) files.push_back({path, std::move(found.places)});
  }
  return files;
}

Input input_of(const CampaignOptions& options, const RunStore& store, const BaselineRuns& runs,
               const Catalogues& catalogues) {
  const std::string snapshot = store.path("snapshot");
  const Names workspace = list_tree(snapshot);
  Documents documents(catalogues.state_readers, snapshot, snapshot, store.path("reading"));
  Input input;
  input.items = items_of_input(workspace, options, runs);
  input.records =
      records_of_input(workspace, input.items, !options.items.empty(), runs.trace, documents);
  return input;
}

std::uint64_t count_of(const std::vector<RecordFile>& files) {
  std::uint64_t count = 0;
  for (const RecordFile& file : files) count += file.records.size();
  return count;
}

class Keeping {
 public:
  Keeping(const CampaignOptions& options, const RunStore& store, const Input& input)
      : options_(options), store_(store) {
    parts_.insert(input.items.begin(), input.items.end());
    for (const RecordFile& file : input.records) parts_.insert(file.path);
  }

  void keep(std::size_t number, const LeftOut& left_out) const {
    const std::string snapshot = store_.path("snapshot");
    const std::string name = fmt::format("finding-{}", number);
    std::filesystem::create_directory(store_.path("smallest"));
    copy_parts_without(left_out, parts_, snapshot, store_.path("smallest/" + name));
    if (options_.keep_input.empty()) return;
    std::filesystem::create_directory(store_.path("kept"));
    copy_workspace_without(left_out, snapshot, store_.path("kept/" + name));
  }

  std::string note() const {
    if (options_.keep_input.empty())
      return fmt::format(
          "the files of the smallest inputs: {} (--keep-input DIR: whole workspaces)",
          store_.path("smallest"));
    give_trees(store_.path("kept"), options_.keep_input);
    return "workspaces with the smallest inputs: " + options_.keep_input;
  }

 private:
  const CampaignOptions& options_;
  const RunStore& store_;
  std::set<std::string> parts_;
};

}  // namespace

std::vector<std::string> minimise_inputs(std::vector<Finding>& findings,
                                         const CampaignOptions& options, const RunStore& store,
                                         const BaselineRuns& runs, const Catalogues& catalogues,
                                         const ProgressListener& listener) {
  if (findings.empty()) return {};
  Input input = input_of(options, store, runs, catalogues);
  std::vector<std::string> notes;
  if (const std::uint64_t count = count_of(input.records); count > most_records) {
    input.records.clear();
    notes.push_back(
        fmt::format("no records were left out of the input: it has {}, more than the {} that "
                    "--minimise-input looks at",
                    count, most_records));
  }
  if (input.empty()) {
    notes.emplace_back(
        "the input was not made smaller: no file of it is known as an item, and none that the job "
        "never changes is read as CSV or JSON Lines (--item GLOB names items, and files of plain "
        "lines)");
    return notes;
  }
  // An interrupted campaign may have left them.
  for (const char* name : {"smallest", "kept"}) remove_tree(store.path(name));
  const Keeping keeping(options, store, input);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    SmallestInput& smallest = findings[i].smallest_input.emplace();
    if (i >= most_findings) {
      smallest = whole_of(input);
      smallest.note = fmt::format("not looked for: only for the first {}", most_findings);
      continue;
    }
    Minimising minimising(findings[i], input, options, store, catalogues, listener);
    smallest = minimising.run();
    keeping.keep(i + 1, minimising.left_out());
  }
  notes.push_back(keeping.note());
  return notes;
}

}  // namespace crashproof
