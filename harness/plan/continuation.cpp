// Joins two traces with one store of bytes, and follows an Image through them.
#include "harness/plan/continuation.h"

#include <string_view>
#include <unordered_map>

#include "harness/model/image.h"
#include "harness/plan/equivalence.h"

namespace crashproof {
namespace {

class Joined {
 public:
  void add(Event event, std::string_view bytes) {
    event.index = trace_.events.size();
    event.bytes = trace_.blobs->add(bytes);
    trace_.events.push_back(std::move(event));
  }
  void add(const Trace& from, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      add(from.events[i], from.blobs->get(from.events[i].bytes));
    }
  }
  Trace take() { return std::move(trace_); }

 private:
  Trace trace_;
};

}  // namespace

Trace continuation(const Trace& crashed, const CrashPoint& point, const Trace& resume) {
  Joined joined;
  joined.add(crashed, point.after);
  if (point.cut_bytes) {
    Event cut = crashed.events.at(point.after);
    cut.length = *point.cut_bytes;
    joined.add(cut, std::string_view(crashed.blobs->get(cut.bytes)).substr(0, cut.length));
  }
  joined.add(resume, resume.events.size());
  return joined.take();
}

std::vector<StateAt> states_of(const Trace& trace, std::uint64_t first,
                               const InitialTree& initial) {
  const Effects effects(trace, initial);
  const std::vector<bool> observable = observable_events(trace);
  Image image(effects);
  std::vector<StateAt> states;
  while (image.applied() < trace.events.size()) {
    const std::uint64_t index = image.applied();
    image.apply_next();
    if (index >= first && observable[index]) states.push_back({index + 1, image.hash()});
  }
  return states;
}

}  // namespace crashproof
