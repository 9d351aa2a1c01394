// Why a Finding fails: the cause by name, and the trials that prove it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

enum class Certainty : std::uint8_t {
  unclassified,  // no failure mode fits
  likely,        // one fits, and not all that would prove it could be tried or came out so
  proved,        // the one thing that it blames was changed, and nothing else, and the failure went
};
std::string_view name_of(Certainty certainty);
std::optional<Certainty> certainty_named(std::string_view name);

// One trial that speaks for or against a diagnosis.
struct Proof {
  std::string schedule;  // shows it again
  std::string what;      // what was changed, in words: "A undone at the window's end"
  std::string outcome;   // "passes", "fails as before", "duplicates instead"
  // "" if it tells something by itself; else it is one of many of which people are told the number
  // alone, and this is what these are called: "other combinations of fsyncs".
  std::string one_of;

  bool operator==(const Proof&) const = default;
};

struct Diagnosis {
  std::string code;  // of a failure mode; "" where none fits
  Certainty certainty = Certainty::unclassified;
  // Numbers of the Events that matter: A claims, makes or takes; B delivers or closes.
  std::optional<std::uint64_t> opener;
  std::optional<std::uint64_t> closer;
  std::string therefore;            // one sentence: what happens, and why
  std::string remedy;               // one clause that is about this subject; "" for the mode's own
  std::vector<std::string> blamed;  // workspace paths, for grouping and for people
  std::vector<Proof> proofs;

  bool operator==(const Diagnosis&) const = default;
};

}  // namespace crashproof
