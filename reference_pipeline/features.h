// Stage 2: numbers derived from an item's content.
#pragma once

#include <filesystem>

#include "reference_pipeline/store.h"

namespace pipeline {

// Reads the item's source file. Throws std::exception if that fails or its content has changed.
Features derive_features(const std::filesystem::path& source, const Item& item);

}  // namespace pipeline
