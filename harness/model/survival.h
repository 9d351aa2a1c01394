// What a power cut left of a run: which of its first Events reached the disk, and how. Readable, as
// the parameter of a schedule's step:
//
//   power-loss[MODEL: FATE, FATE, …]@POSITION
//   FATE  := 'upto' EVENT              names, sizes and attributes only up to this Event
//          | 'data' EVENT              writes only up to this Event
//          | 'kept' EVENT              … and nevertheless this one
//          | 'lost' EVENT | 'zeros' EVENT | 'head' EVENT '+' BYTES | 'pages' EVENT '=' N['+'N…]
//          | 'both' EVENT | 'neither' EVENT
//   EVENT := 'start' | KIND '(' GLOB ')' ['#' N]      as in positions
//
// The POSITION of the step is the moment at which power fails: what was synced, or promised to the
// outside, before it counts. Without a FATE all that happened until then survives.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/trace.h"

namespace crashproof {

// What became of the data of one write, or of one change of names, sizes or attributes.
struct Fate {
  enum class How : std::uint8_t {
    kept,
    lost,
    zeros,    // a write: the file is as long as after it, but the bytes past its old end are NUL
    head,     // a write: only the first `bytes`
    pages,    // a write: only these 4 KiB pages of the file; others as before, or NUL past the old
              // end
    both,     // a rename: the file has its new name and still has the old one
    neither,  // a rename: the file has lost its old name, and the new one is as it was
  };
  How how = How::kept;
  std::uint64_t bytes = 0;           // head
  std::vector<std::uint64_t> pages;  // pages: numbers of pages of the file, ascending

  bool operator==(const Fate&) const = default;
};

struct Survival {
  std::string model;               // name of the PersistenceModel that permits it
  std::uint64_t failed_after = 0;  // so many Events had happened when power failed
  // Changes of names, sizes and attributes (all but writes) survive below this Event number, writes
  // below the other one, unless `fates` says otherwise. Both ≤ failed_after.
  std::uint64_t names_upto = 0;
  std::uint64_t data_upto = 0;
  std::map<std::uint64_t, Fate> fates;  // by Event number, < failed_after

  bool operator==(const Survival&) const = default;
};

// "ext4-ordered: upto create(a), zeros write(a)#2". Event numbers beyond the trace are written as
// the number alone, which parse_survival refuses. `name_of_event` names Events where given, e.g.
// by globs for names that differ from run to run; it must name just this Event.
std::string to_string(const Survival& survival, const Trace& trace,
                      const std::function<std::string(std::uint64_t)>& name_of_event = {});

// A Survival as it is in a trace, and what of its text is not there. Then it is another state
// than the text meant, and must not be tried as that.
struct ResolvedSurvival {
  Survival survival;
  std::vector<std::string> drift;  // one line for each Event that the trace does not have
};

// to_string's inverse for a trace that has the Events. Throws std::invalid_argument with one line
// for text that does not follow the grammar.
ResolvedSurvival parse_survival(std::string_view text, const Trace& trace,
                                std::uint64_t failed_after);

// One line that says what is wrong with the text, "" if it follows the grammar; and its MODEL.
std::string survival_problem(std::string_view text);
std::string_view model_of_survival(std::string_view text);
// What becomes of the single Events that the text names, in its order. Throws as parse_survival.
std::vector<Fate::How> fates_of_survival(std::string_view text);
// The word for it, e.g. "zeros".
std::string_view name_of(Fate::How how);

}  // namespace crashproof
