// Contents are read when a fault asks for them, and no more of each than tells what it is.
#include "harness/campaign/plan_sources.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "harness/trial/power_loss.h"

namespace crashproof {
namespace {

std::string first_bytes(const std::string& path) {
  constexpr std::size_t most_bytes = 65536;
  std::ifstream file(path, std::ios::binary);
  std::string text(most_bytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return text;
}

}  // namespace

PlanSources plan_sources(const RunStore& store, const Catalogues& catalogues) {
  return {catalogues.faults, catalogues.models,
          [&store](const std::string& path) { return first_bytes(store.path("snapshot/" + path)); },
          [&store](const std::string& path) { return first_bytes(store.path("final/" + path)); },
          initial_tree_of(store.path("snapshot"), {}, false)};
}

}  // namespace crashproof
