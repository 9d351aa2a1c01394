// Attempts: how often work on an item was begun and never ended. Counted before the item is
// touched, so that an item that kills its worker each time cannot keep the others from finishing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pipeline {

// The steps that open a source file. Each has a count of its own: that an item can be read says
// nothing about whether it can be compressed.
enum class Step { read, artifact, features };

constexpr std::string_view name_of(Step step) {
  constexpr std::string_view kNames[] = {"read", "artifact", "features"};
  return kNames[static_cast<int>(step)];
}

// An item with so many unfinished attempts at one step is set aside.
inline constexpr int kMostAttempts = 3;

// What one commit says of attempts besides what it is about.
struct Attempts {
  Step step = Step::read;
  std::vector<std::string> ended;  // paths of items: succeeded, failed, or given up in good order
  std::vector<std::string> begun;  // paths of items that are about to be touched

  bool empty() const { return ended.empty() && begun.empty(); }
};

}  // namespace pipeline
