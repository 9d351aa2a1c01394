// One pass over the Events; of each file the version that may still go on is remembered.
#include "harness/diagnose/file_histories.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace crashproof {
namespace {

// Which companion of a database takes part how in the end of a transaction.
constexpr std::string_view rollback_suffix = "-journal";
constexpr std::string_view log_suffix = "-wal";
constexpr std::uint64_t frame_header_bytes = 24;

bool is_in_workspace(const std::string& path) {
  return !path.empty() && path.front() != '/' && path.front() != '#';
}

bool moves_a_name(const Event& event) {
  return event.kind == EventKind::rename || event.kind == EventKind::link ||
         event.kind == EventKind::exchange;
}

bool is_of_content(const Event& event) {
  return event.kind == EventKind::write || event.kind == EventKind::mapped_store ||
         event.kind == EventKind::allocate || event.kind == EventKind::truncate;
}

bool is_of_attributes(const Event& event) {
  return event.kind == EventKind::chmod || event.kind == EventKind::chown ||
         event.kind == EventKind::utimens || event.kind == EventKind::setxattr ||
         event.kind == EventKind::removexattr;
}

class Histories {
 public:
  Histories(const Trace& trace, const FileGround& ground) : trace_(trace), ground_(ground) {}

  std::vector<FileHistory> take() {
    for (const Event& event : trace_.events) {
      if (changes_files(event.kind)) follow(event);
    }
    return std::move(files_);
  }

 private:
  struct State {
    std::size_t number = 0;   // in files_
    bool open = false;        // its last version may go on
    bool recent = false;      // its writer has not turned to another file since
    bool fresh = false;       // begun anew, and its writer has not turned to another file since
    bool commits = false;     // database: the next write to its log completes a transaction
    std::uint64_t bytes = 0;  // its size, as far as this run has written it
  };

  void follow(const Event& event) {
    if (is_in_workspace(event.path)) follow(event, event.path);
    if (moves_a_name(event) && is_in_workspace(event.target)) follow(event, event.target);
  }

  void follow(const Event& event, const std::string& path) {
    const auto database = ground_.companions.find(path);
    const bool companion = database != ground_.companions.end() && is_known(database->second);
    State& state = state_of(companion ? database->second : path);
    close_others(event.process, state.number);
    if (companion) {
      follow_companion(event, path, state);
    } else if (is_database(path)) {
      note_companions(path, state);
      follow_database(event, state);
    } else {
      follow_file(event, path, state);
    }
  }

  // Its companions are its own only if it is there itself, or this trace makes it.
  bool is_known(const std::string& database) const {
    return states_.contains(database) || ground_.at_start(database) || ground_.at_end(database);
  }

  bool is_database(const std::string& path) const {
    return std::ranges::any_of(ground_.companions,
                               [&](const auto& pair) { return pair.second == path; });
  }

  void note_companions(const std::string& path, const State& state) {
    FileHistory& file = files_[state.number];
    if (!file.companions.empty()) return;
    for (const auto& [companion, database] : ground_.companions) {
      if (database == path) file.companions.push_back(companion);
    }
  }

  State& state_of(const std::string& path) {
    const auto known = states_.find(path);
    if (known != states_.end()) return known->second;
    FileHistory file;
    file.path = path;
    file.at_start = ground_.at_start(path);
    file.at_end = ground_.at_end(path);
    files_.push_back(std::move(file));
    State state;
    state.number = files_.size() - 1;
    return states_.emplace(path, state).first->second;
  }

  // A writer that turns to another file is done with the one before.
  void close_others(const std::string& process, std::size_t number) {
    const auto [at, first] = last_file_of_.try_emplace(process, number);
    if (first || at->second == number) return;
    State& before = states_.at(files_[at->second].path);
    const bool own = !files_[at->second].versions.empty() &&
                     files_[at->second].versions.back().writer == process;
    if (own) before.open = before.recent = before.fresh = false;
    at->second = number;
  }

  FileVersion& begin_version(const Event& event, State& state, bool replaces) {
    std::vector<FileVersion>& versions = files_[state.number].versions;
    versions.push_back({event.index + 1, event.index + 1, true, replaces, event.process});
    state.open = state.recent = true;
    return versions.back();
  }

  // A shell makes the file, and the program that it starts fills it.
  void add_to_version(const Event& event, State& state) {
    const bool goes_on =
        state.open &&
        (state.bytes == 0 || files_[state.number].versions.back().writer == event.process);
    if (!goes_on) {
      begin_version(event, state, false);
    } else {
      files_[state.number].versions.back().whole = event.index + 1;
      files_[state.number].versions.back().writer = event.process;
    }
  }

  void gone(const Event& event, State& state) {
    begin_version(event, state, true).present = false;
    state.open = false;
    state.bytes = 0;
  }

  // Permissions and times that are set right after the content belong to it.
  void complete_attributes(const Event& event, State& state) {
    std::vector<FileVersion>& versions = files_[state.number].versions;
    if (state.recent && !versions.empty() && versions.back().writer == event.process) {
      versions.back().whole = event.index + 1;
    }
  }

  void follow_file(const Event& event, const std::string& path, State& state) {
    if (is_of_attributes(event)) {
      complete_attributes(event, state);
    } else if (is_of_content(event)) {
      follow_content(event, state);
    } else if (event.kind == EventKind::unlink || event.kind == EventKind::rmdir ||
               (event.kind == EventKind::rename && path == event.path)) {
      gone(event, state);
    } else if (event.kind == EventKind::create) {
      begin_version(event, state, true);
      state.fresh = true;
      state.bytes = 0;
    } else if (moves_a_name(event) || event.kind == EventKind::symlink ||
               event.kind == EventKind::mkdir) {
      if (event.kind == EventKind::link && path == event.path) return;
      begin_version(event, state, true);
      state.open = false;
    }
  }

  void follow_content(const Event& event, State& state) {
    if (event.kind == EventKind::truncate) {
      const bool empties = event.length == 0;
      if (empties) {
        begin_version(event, state, true);
        state.fresh = true;
      } else {
        add_to_version(event, state);
      }
      state.bytes = event.length;
      return;
    }
    const bool adds = event.offset >= state.bytes;
    add_to_version(event, state);
    state.bytes = std::max(state.bytes, event.offset + event.length);
    const bool ends = event.kind == EventKind::write && adds && ends_a_line(event);
    if (ends && !state.fresh) state.open = false;
  }

  bool ends_a_line(const Event& event) const {
    return event.length > 0 && trace_.blobs->get(event.bytes).ends_with('\n');
  }

  // A transaction shows when it is complete: from is moved to where it is whole.
  void complete_transaction(const Event& event, State& state) {
    add_to_version(event, state);
    FileVersion& version = files_[state.number].versions.back();
    version.from = version.whole;
    state.open = false;
  }

  void follow_database(const Event& event, State& state) {
    if (event.kind == EventKind::unlink) return gone(event, state);
    add_to_version(event, state);
    FileVersion& version = files_[state.number].versions.back();
    version.from = version.whole;
  }

  void follow_companion(const Event& event, const std::string& path, State& state) {
    const bool rollback = path.ends_with(rollback_suffix);
    const bool ends_rollback =
        rollback && (event.kind == EventKind::unlink || event.kind == EventKind::truncate ||
                     is_zeroed_header(event));
    const bool ends_log = path.ends_with(log_suffix) && event.kind == EventKind::write &&
                          std::exchange(state.commits, is_commit_frame(event));
    if (ends_rollback || ends_log) return complete_transaction(event, state);
    follow_database(event, state);
  }

  // SQLite's "persist" mode: the journal's header is overwritten with zeros.
  bool is_zeroed_header(const Event& event) const {
    if (event.kind != EventKind::write || event.offset != 0) return false;
    const std::string_view bytes = trace_.blobs->get(event.bytes);
    return bytes.find_first_not_of('\0') == std::string_view::npos;
  }

  // The frame header's second word is the size of the database if the frame ends a transaction;
  // the page follows in a write of its own. See SQLite's "WAL-mode File Format".
  bool is_commit_frame(const Event& event) const {
    if (event.length != frame_header_bytes || event.offset == 0) return false;
    return trace_.blobs->get(event.bytes).substr(4, 4).find_first_not_of('\0') !=
           std::string_view::npos;
  }

  const Trace& trace_;
  const FileGround& ground_;
  std::vector<FileHistory> files_;
  std::unordered_map<std::string, State> states_;
  std::unordered_map<std::string, std::size_t> last_file_of_;  // by process
};

}  // namespace

std::vector<FileHistory> file_histories(const Trace& trace, const FileGround& ground) {
  return Histories(trace, ground).take();
}

}  // namespace crashproof
