// crashproof learn: exercises that are unpacked, edited by the student, and checked by an audit.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>

#include "harness/campaign/interruption.h"
#include "harness/cli/exercise_audit.h"
#include "harness/cli/exercise_text.h"
#include "harness/cli/nearest.h"
#include "harness/cli/progress.h"
#include "harness/learn/attempt.h"
#include "harness/learn/folder_watch.h"
#include "harness/learn/job_audit.h"
#include "harness/learn/student_progress.h"
#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

namespace fs = std::filesystem;
using learn::Exercise;
using Result = learn::Assessment::Result;

constexpr const char* usual_directory = "crashproof-exercises";

std::string directory_of(const Session& session, const std::string& current) {
  if (!session.options().exercises.empty()) return session.options().exercises;
  const std::string above = learn::workshop_above(current);
  return above.empty() ? current + "/" + usual_directory : above;
}

// What all sub-verbs work with.
struct Lesson {
  const Session& session;
  std::string current;  // directory
  learn::Workshop workshop;
  std::string typed;  // the exercise that was named, "" for none

  bool passed(const Exercise& exercise) const {
    return learn::read_progress(workshop.directory())[exercise.name].passed;
  }
  void update(const Exercise& exercise,
              const std::function<void(learn::ExerciseProgress&)>& change) const {
    fs::create_directories(workshop.directory());
    learn::update_progress(workshop.directory(), [&](learn::StudentProgress& progress) {
      change(progress[exercise.name]);
    });
  }
};

// "2", "02", "02_order_inversion" or "order_inversion"
bool is_called(const Exercise& exercise, const std::string& typed) {
  const std::size_t end = exercise.name.find('_');
  const std::string number = exercise.name.substr(0, end);
  return typed == exercise.name || typed == number || typed == exercise.name.substr(end + 1) ||
         (number.starts_with('0') && typed == number.substr(1));
}

const Exercise& exercise_called(const std::string& typed) {
  std::vector<std::string> names;
  for (const Exercise& exercise : learn::exercises()) {
    if (is_called(exercise, typed)) return exercise;
    names.push_back(exercise.name);
  }
  throw UsageError(fmt::format("no exercise is called {}{} (crashproof learn list has them)", typed,
                               suggestion(typed, names)));
}

// The first one that is begun and not passed; null if there is none.
const Exercise* begun(const Lesson& lesson) {
  for (const Exercise& exercise : learn::exercises())
    if (lesson.workshop.has(exercise) && !lesson.passed(exercise)) return &exercise;
  return nullptr;
}

// The one that is meant: named, or around the current directory, or begun.
const Exercise& meant(const Lesson& lesson) {
  const Exercise* exercise = nullptr;
  if (!lesson.typed.empty())
    exercise = &exercise_called(lesson.typed);
  else if ((exercise = learn::exercise_around(lesson.workshop, lesson.current)) == nullptr)
    exercise = begun(lesson);
  if (exercise == nullptr)
    throw UsageError("no exercise is under way; crashproof learn next begins one");
  if (!lesson.workshop.has(*exercise))
    throw UsageError(fmt::format("{} is not begun; crashproof learn next {} does so",
                                 exercise->name, exercise->name));
  return *exercise;
}

// The first that is neither passed nor begun and can be done here; null if there is none.
const Exercise* following(const Lesson& lesson) {
  for (const Exercise& exercise : learn::exercises()) {
    if (lesson.passed(exercise) || lesson.workshop.has(exercise)) continue;
    const auto missing = learn::missing_programs(exercise);
    if (missing.empty()) return &exercise;
    print_out(fmt::format("{} is passed over: {} is not here.\n", exercise.name, missing.front()));
  }
  return nullptr;
}

void begin(const Lesson& lesson, const Exercise& exercise) {
  lesson.update(exercise, [](learn::ExerciseProgress&) {});
  lesson.workshop.unpack(exercise);
  print_out(story_text(exercise, lesson.workshop));
}

int run_list(const Lesson& lesson) {
  const auto progress = learn::read_progress(lesson.workshop.directory());
  print_out(lesson.session.wants_json() ? progress_as_json(lesson.workshop, progress)
                                        : progress_as_text(lesson.workshop, progress));
  return 0;
}

int run_next(const Lesson& lesson) {
  const Exercise* exercise = nullptr;
  if (!lesson.typed.empty())
    exercise = &exercise_called(lesson.typed);
  else if ((exercise = begun(lesson)) != nullptr)
    print_out(fmt::format("{} is not passed yet; this is what it is about.\n\n", exercise->name));
  else
    exercise = following(lesson);
  if (exercise == nullptr)
    print_out("All that can be done here is passed.\n");
  else
    begin(lesson, *exercise);
  return 0;
}

Result check(const Lesson& lesson, const Exercise& exercise) {
  const learn::Assessment assessment =
      check_attempt(exercise, lesson.workshop, exercise_auditor(lesson.session));
  finish_stderr_progress();
  const bool passed = assessment.result == Result::passed;
  if (passed) lesson.workshop.add_solution(exercise);
  lesson.update(exercise, [passed](learn::ExerciseProgress& row) {
    ++row.checks;
    row.passed = row.passed || passed;
  });
  print_out(lesson.session.wants_json()
                ? assessment_as_json(exercise, assessment)
                : assessment_as_text(exercise, lesson.workshop, assessment));
  return assessment.result;
}

int run_check(const Lesson& lesson) {
  constexpr std::array codes = {ExitCode::no_finding, ExitCode::findings, ExitCode::undecided};
  const Result result = check(lesson, meant(lesson));
  if (result == Result::passed && !lesson.session.wants_json())
    print_out("  crashproof learn next goes on.\n");
  return static_cast<int>(codes.at(static_cast<std::size_t>(result)));
}

int run_hint(const Lesson& lesson) {
  const Exercise& exercise = meant(lesson);
  std::uint64_t given = 0;
  lesson.update(exercise, [&](learn::ExerciseProgress& row) {
    row.hints = std::min<std::uint64_t>(row.hints + 1, exercise.hints.size());
    given = row.hints;
  });
  print_out(fmt::format("{}, hint {} of {}: {}\n", exercise.name, given, exercise.hints.size(),
                        exercise.hints.at(given - 1)));
  return 0;
}

int run_reset(const Lesson& lesson) {
  const Exercise& exercise = meant(lesson);
  const std::string kept = lesson.workshop.reset(exercise);
  print_out(
      fmt::format("{} is as it was given; yours is kept in {}\n", exercise.name, printable(kept)));
  return 0;
}

// The exercise to be watched, begun if need be; null if all is done.
const Exercise* to_be_watched(const Lesson& lesson) {
  if (const Exercise* exercise = begun(lesson)) return exercise;
  const Exercise* exercise = following(lesson);
  if (exercise != nullptr) begin(lesson, *exercise);
  return exercise;
}

// A file that is missing or wrong settings are mended in the editor, like all the rest.
Result check_or_complain(const Lesson& lesson, const Exercise& exercise) {
  try {
    return check(lesson, exercise);
  } catch (const UsageError& error) {
    finish_stderr_progress();
    print_out(fmt::format("{}: {}\n", exercise.name, printable(error.what())));
    return Result::not_yet;
  }
}

int run_watch(const Lesson& lesson) {
  const InterruptionGuard guard;
  while (const Exercise* exercise = to_be_watched(lesson)) {
    // Before the check, so that what is saved meanwhile is seen.
    const learn::FolderWatch watch(lesson.workshop.folder(*exercise));
    if (check_or_complain(lesson, *exercise) == Result::passed) continue;
    print_out("\nWaiting until you save something (Ctrl-C ends it).\n");
    watch.wait();
    lesson.workshop.unpack(*exercise);  // if it was moved away
  }
  print_out("All that can be done here is passed.\n");
  return 0;
}

struct SubVerb {
  std::string_view name;
  int (*run)(const Lesson& lesson);
};
constexpr std::array sub_verbs = {
    SubVerb{"list", run_list}, SubVerb{"next", run_next},   SubVerb{"check", run_check},
    SubVerb{"hint", run_hint}, SubVerb{"reset", run_reset}, SubVerb{"watch", run_watch},
};

const SubVerb& sub_verb_named(const std::string& typed) {
  std::vector<std::string> names;
  for (const SubVerb& verb : sub_verbs) {
    if (verb.name == typed) return verb;
    names.emplace_back(verb.name);
  }
  throw UsageError(
      fmt::format("learn cannot {}{} (crashproof learn --help)", typed, suggestion(typed, names)));
}

}  // namespace

int run_learn(const Invocation& invocation) {
  const std::vector<std::string>& words = invocation.operands;
  const SubVerb& verb = sub_verb_named(words.empty() ? "list" : words[0]);
  const Session session(invocation);
  const std::string current = current_surroundings().directory;
  const Lesson lesson{session, current, learn::Workshop(directory_of(session, current)),
                      words.size() > 1 ? words[1] : ""};
  try {
    return verb.run(lesson);
  } catch (const Interrupted&) {
    finish_stderr_progress();
    print_out("\nInterrupted; what you have passed is kept.\n");
    return static_cast<int>(ExitCode::interrupted);
  }
}

}  // namespace crashproof::cli
