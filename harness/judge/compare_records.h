// How the records of one file differ from those of the crash-free run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/scope.h"
#include "harness/model/evidence.h"
#include "harness/model/state_reader.h"

namespace crashproof {

// `initial` gives the document before the run, if it is known: a changed record that was in it is
// older, another one torn. It is called only if there are differences. At most one Difference a
// class and table, dedupable copies apart.
std::vector<Difference> compare_documents(const std::string& path, const Document& baseline,
                                          const Document& found,
                                          const std::function<std::optional<Document>()>& initial,
                                          const Scope& scope);

}  // namespace crashproof
