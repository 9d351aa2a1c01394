// Asks a persistence model whether it permits what was found on a real disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/validate_models/permitted_states.h"
#include "tools/validate_models/recording.h"

namespace crashproof {

// A model lists which single things may be lost or cut, not all combinations of them: they would be
// too many. So a content that is not listed counts as composed if, at one moment of power failure
// and with one set of surviving changes of names and sizes, its names are listed, and each file's
// length and each piece of it (between the borders of writes and of 4 KiB pages) is listed for that
// file. Whether a model lets two pieces of data be lost that it lets be lost alone is thereby not
// asked.
class ModelCheck {
 public:
  enum class Answer : std::uint8_t {
    listed,
    composed,
    forbidden,
    undecided,  // neither, but the model left states out
  };

  // `recorded` must outlive it.
  ModelCheck(const PersistenceModel& model, const RecordedWorkload& recorded);

  // Whether the content may be found when power fails at some moment of the range.
  Answer permits(const ObservedTree& tree, const EventRange& range) const;
  // One line: how the nearest state that is listed for such a moment differs.
  std::string nearest(const ObservedTree& tree, const EventRange& range) const;
  std::uint64_t listed() const { return states_.states().size(); }

 private:
  bool is_listed(const ObservedTree& tree, std::uint64_t moment) const;
  bool is_composed(const ObservedTree& tree, std::uint64_t moment) const;
  bool fits(FileId file, const std::string& content, const SurvivingChanges* changes,
            std::uint64_t moment) const;
  std::vector<std::uint64_t> borders_of(FileId file, std::uint64_t size) const;

  const Trace& trace_;
  PermittedStates states_;
};

}  // namespace crashproof
