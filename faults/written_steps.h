// Schedules and problems as descriptions write them.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "harness/model/schedule.h"

namespace crashproof::faults {

inline ScheduleStep at(std::string_view fault, std::string parameter, Position position) {
  return {std::string(fault), std::move(parameter), 0, std::move(position)};
}

// While the job is down, before the first resume.
inline ScheduleStep down(std::string_view fault, std::string parameter) {
  Position position;
  position.edge = Position::Edge::down;
  return {std::string(fault), std::move(parameter), 1, position};
}

// The kill that a change comes after.
inline CrashSchedule killed_then(Position position, ScheduleStep change) {
  return {{at("kill", "", std::move(position)), std::move(change)}};
}

inline Position at_end() {
  Position position;
  position.edge = Position::Edge::end;
  return position;
}

// What the reading of a parameter complains of, "" if it does not. Parse throws
// std::invalid_argument with one line.
template <auto Parse>
std::string problem_of(const std::string& parameter) {
  try {
    static_cast<void>(Parse(parameter));
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace crashproof::faults
