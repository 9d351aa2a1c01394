// Changes to one file of the workspace while the job is down. Paths are relative to the workspace;
// nothing outside is ever touched, wherever symbolic links in it lead.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/trial/sandbox.h"

namespace crashproof {

// Each throws CannotHappen if there is no such regular file, or if it may not be changed.

// Gives it the content that `change` makes of the present one, in place. nullopt means that it
// cannot: CannotHappen with the text `otherwise`.
using TextChange = std::function<std::optional<std::string>(const std::string& content)>;
void rewrite_file(const Sandbox& sandbox, const std::string& path, const TextChange& change,
                  const std::string& otherwise);

void truncate_file(const Sandbox& sandbox, const std::string& path,
                   std::optional<std::uint64_t> bytes);

// As if it had never been there: its directory keeps its modification time.
void take_away_file(const Sandbox& sandbox, const std::string& path);

// Brings it as the mirror has it, with its old times (`fresh`: with those of now), to `arrives`,
// where nothing may be yet.
void bring_file(const Sandbox& sandbox, const std::string& path, const std::string& arrives,
                bool fresh = false);

}  // namespace crashproof
