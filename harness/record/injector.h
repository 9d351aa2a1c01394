// Watches for the positions of a run's injections and decides what is due. Carries out nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/event.h"
#include "harness/record/supervisor.h"
#include "harness/record/tracee.h"

namespace crashproof {

// True if read-only opens have to be trapped for this run.
bool needs_opens(const Supervision& supervision);

// An injection whose position has come.
struct DueInjection {
  std::size_t number = 0;  // for Injector::injection
  std::string role;        // of the thread whose Event is at the position
  bool again = false;      // a signal: the second one
};

// An occurrence is an Event that matches, or a call that an injection made fail instead. Numbers
// below are those of Supervision::injections; kill_at is one more, at the end.
class Injector {
 public:
  explicit Injector(const Supervision& supervision);

  // The run begins: its first exec has happened.
  void begin(const std::string& role);
  // An Event was recorded.
  void note(const Event& event);
  // The position lies inside of this call, which has just written its first bytes.
  void note_cut(const Call& call, const std::string& role);
  // What has become due since the last time; a kill of the tree is told by kill_reached alone.
  std::vector<DueInjection> take_due();

  // What is due before this call, each only once.
  std::vector<DueInjection> take_due_before(const Call& call, const std::string& role);
  // What the call is to return (negative: -errno) without being run; counts it as an occurrence.
  std::optional<std::int64_t> substitute(const Call& call, const std::string& role);
  // How many bytes the call may write; 0: as many as it wants.
  std::uint64_t limit_bytes(const Call& call) const;
  // It was shortened to so many.
  void note_shortened(Call& call, std::uint64_t bytes);

  // The tree is to be killed: for an injection, or for kill_at.
  bool kill_reached() const { return kill_reached_; }
  // It is being killed for that.
  void note_killed();
  bool killed_at() const { return has_kill_at_ && plans_.back().happened; }

  const Injection& injection(std::size_t number) const { return plans_[number].injection; }
  // The injection was carried out. A second signal waits for the first one's delivery from then on.
  void carried_out(std::size_t number) { plans_[number].happened = true; }
  // Signals of which it is not known yet that they were delivered.
  std::vector<int> awaited_signals() const;
  void note_delivered(int signal);

  std::uint64_t events() const { return events_; }
  // Of each injection, without kill_at.
  std::vector<bool> happened() const;

 private:
  struct Plan {
    Injection injection;
    std::uint64_t matched = 0;  // occurrences so far
    std::uint64_t struck = 0;   // calls that failed or were shortened from an event(N) on
    bool reached = false;       // it came due; no_space: the disk is full
    bool happened = false;
    bool delivered = false;  // signal: the first one
    bool repeated = false;   // signal: the second one is due or sent
  };

  static bool matches(const Plan& plan, const Event& event);
  static bool expects_match(const Plan& plan, const Call& call);
  bool strikes(const Plan& plan, const Call& call, std::uint64_t times) const;
  bool shortens(const Plan& plan, const Call& call) const;
  bool cuts(const Plan& plan, const Call& call) const;
  bool fills_disk(Plan& plan, const Call& call) const;
  void count(const Event& event, bool recorded);
  void count_repetition(const Event& event);
  void reach(std::size_t number, const std::string& role);

  std::vector<Plan> plans_;
  bool has_kill_at_ = false;
  std::uint64_t events_ = 0;
  std::vector<DueInjection> due_;
  bool kill_reached_ = false;
};

}  // namespace crashproof
