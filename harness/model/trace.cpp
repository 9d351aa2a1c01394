// The digest by which schedules notice that a subject has changed.
#include "harness/model/trace.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <memory>

namespace crashproof {
namespace {

struct FreeState {
  void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

void add_number(XXH3_state_t* state, std::uint64_t number) {
  XXH3_128bits_update(state, &number, sizeof number);
}

// The length goes first, so that ("ab", "c") and ("a", "bc") differ.
void add_text(XXH3_state_t* state, std::string_view text) {
  add_number(state, text.size());
  XXH3_128bits_update(state, text.data(), text.size());
}

}  // namespace

std::string fingerprint(const Trace& trace) {
  std::unique_ptr<XXH3_state_t, FreeState> state(XXH3_createState());
  XXH3_128bits_reset(state.get());
  for (const Event& event : trace.events) {
    if (!is_numbered(event.kind)) continue;
    add_number(state.get(), static_cast<std::uint64_t>(event.kind));
    add_text(state.get(), event.path);
    add_text(state.get(), event.target);
    add_number(state.get(), event.offset);
    add_number(state.get(), event.length);
    add_text(state.get(), trace.blobs->get(event.bytes));
  }
  const XXH128_hash_t digest = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}", digest.high64 ^ digest.low64);
}

}  // namespace crashproof
