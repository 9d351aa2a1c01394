// Small JSON files of a run directory that hold what a report can do without.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json_fwd.hpp>
#include <stdexcept>
#include <string>

#include "harness/campaign/campaign.h"
#include "harness/campaign/run_store.h"
#include "harness/model/json_values.h"

namespace crashproof {

// What `read` makes of the JSON in this file of the store; Value() if there is none. Throws
// UsageError if it is damaged, std::system_error if it cannot be read. Who calls it includes
// <nlohmann/json.hpp>.
template <typename Value, typename Read>
Value kept_json(const RunStore& store, const char* name, Read read) {
  if (!store.has(name)) return {};
  const std::string text = store.read_file(name);
  try {
    return read_as(parsed_json(text, name), name, read);
  } catch (const std::runtime_error& error) {
    throw UsageError(fmt::format("{} is damaged: remove it ({})", store.path(name), error.what()));
  }
}

}  // namespace crashproof
