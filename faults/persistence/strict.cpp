// Everything in order: what a disk without any cache, and a file system without any delay, leaves.
#include "faults/persistence/models.h"
#include "faults/persistence/survival_list.h"

namespace crashproof::persistence {
namespace {

class StrictSource : public SurvivalSource {
 public:
  explicit StrictSource(const Effects& effects) : effects_(effects) {}

  std::uint64_t survivals(std::uint64_t failed_after, const PersistenceLimits& limits,
                          const std::function<void(Survival)>& hand_over) const override {
    SurvivalList list(strict.name, effects_, failed_after, limits, hand_over);
    if (failed_after == 0) {
      list.add({});
      return 0;
    }
    const std::uint64_t last = failed_after - 1;
    if (effects_.is_write(last)) {
      for (const Fate& head : heads_of(effects_, last, list)) list.add({{last, head}});
    } else if (!effects_.is_change_of_names(last)) {
      return 0;
    }
    list.add({});
    return list.left_out();
  }

  // The next change is there as soon as it has happened; a part of the last one as long as it
  // lasts.
  std::uint64_t possible_until(const Survival& survival) const override {
    std::uint64_t until = survival.failed_after;
    if (!survival.fates.empty()) return until;
    while (until < effects_.size() && !effects_.is_write(until) &&
           !effects_.is_change_of_names(until)) {
      ++until;
    }
    return until;
  }

 private:
  const Effects& effects_;
};

std::unique_ptr<SurvivalSource> over(const Effects& effects) {
  return std::make_unique<StrictSource>(effects);
}

}  // namespace

const PersistenceModel strict{
    .name = "strict",
    .summary = "all that happened until power failed survives, in order",
    .file_systems = "",
    .weakness = 0,
    .permits = R"(A prefix of all operations, data included (assumed).
The last write may be cut at its end, at page borders of the file or, where the file grows, anywhere (assumed).
Nothing else: no real file system keeps this without syncing each operation.)",
    .fates = {Fate::How::head},
    .over = over,
};

}  // namespace crashproof::persistence
