// Reads the state of a path from an Image of the recording; edits databases through their readers.
#include "harness/campaign/what_if.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/model/change_parameter.h"
#include "harness/plan/resolve.h"
#include "harness/trial/cannot_happen.h"

namespace crashproof {
namespace {

bool is_before_resume(const ScheduleStep& step, std::string_view fault) {
  return step.run == 1 && step.fault == fault;
}

std::int64_t mtime_ns_of(FileId file, std::uint64_t gap, const Effects& effects) {
  const std::vector<std::uint64_t>& changes = effects.changes_of_content(file);
  const auto next = std::ranges::lower_bound(changes, gap);
  return next == changes.begin() ? effects.birth(file).mtime_ns
                                 : effects.event(*(next - 1)).mtime_ns;
}

}  // namespace

RecordedVersions::RecordedVersions(const Trace& trace, const InitialTree& initial)
    : trace_(trace), effects_(trace, initial), image_(effects_) {}

PathChange RecordedVersions::as_of(const std::string& path, std::uint64_t gap) {
  if (image_.applied() > gap) image_ = Image(effects_);
  while (image_.applied() < gap) image_.apply_next();
  PathChange change{.path = path, .content = ""};
  const std::string name = path.substr(path.rfind('/') + 1);
  for (SlotId slot = 1; slot < effects_.slots_end(); ++slot) {
    const FileId file = image_.at(slot);
    if (effects_.slot(slot).name != name || file == 0 || image_.path_of(slot) != path) continue;
    const FileBirth& birth = effects_.birth(file);
    change.mode = image_.mode(file);
    if (birth.type == FileType::directory) change.to = PathChange::To::directory;
    if (birth.type == FileType::symlink) change.to = PathChange::To::symlink;
    if (birth.type == FileType::regular) {
      change.to = PathChange::To::file;
      change.mtime_ns = mtime_ns_of(file, gap, effects_);
    }
    if (change.to == PathChange::To::directory) return change;
    change.content = image_.bytes_of({path, file, birth.initial_path, birth.type, change.mode});
    return change;
  }
  return change;
}

std::vector<PathChange> RecordedVersions::changes(const CrashSchedule& schedule) {
  std::vector<PathChange> changes;
  for (const ScheduleStep& step : schedule.steps) {
    if (!is_before_resume(step, "as-of")) continue;
    const AsOf wanted = parse_as_of(step.parameter);
    const Resolved resolved = resolve(wanted.position, trace_);
    if (!resolved.reached) {
      throw std::runtime_error(
          fmt::format("the recorded run has no {}", to_string(wanted.position)));
    }
    changes.push_back(as_of(wanted.path, resolved.point.after));
  }
  return changes;
}

bool has_as_of(const CrashSchedule& schedule) {
  return std::ranges::any_of(
      schedule.steps, [](const ScheduleStep& step) { return is_before_resume(step, "as-of"); });
}

bool has_every_version(const CrashSchedule& schedule, const Trace& trace) {
  return std::ranges::all_of(schedule.steps, [&](const ScheduleStep& step) {
    return !is_before_resume(step, "as-of") ||
           resolve(parse_as_of(step.parameter).position, trace).reached;
  });
}

void edit_records(const CrashSchedule& schedule, const Sandbox& sandbox,
                  const std::vector<const StateReader*>& readers) {
  for (const ScheduleStep& step : schedule.steps) {
    if (!is_before_resume(step, "rows")) continue;
    const RecordEdit edit = parse_record_edit(step.parameter);
    const std::string path = sandbox.workspace() + "/" + edit.path;
    const bool edited = std::ranges::any_of(
        readers, [&](const StateReader* reader) { return reader->edit(path, edit) > 0; });
    if (!edited) {
      throw CannotHappen(fmt::format("rows: {}#{} has no record with {} = {} in this state",
                                     edit.path, edit.table, edit.field, edit.value));
    }
  }
}

}  // namespace crashproof
