// Every persistence model: one file, one line in models.h and one here each.
#pragma once

#include <string_view>
#include <vector>

#include "harness/model/persistence_model.h"

namespace crashproof {

// Strongest first.
const std::vector<const PersistenceModel*>& persistence_catalogue();
// nullptr for a name that no model has.
const PersistenceModel* persistence_model_named(std::string_view name);

}  // namespace crashproof
