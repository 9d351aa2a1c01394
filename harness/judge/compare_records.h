// How the records of one file differ from those of the crash-free run.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/judge/prepared_document.h"
#include "harness/judge/scope.h"
#include "harness/model/evidence.h"
#include "harness/model/state_reader.h"

namespace crashproof {

// `initial` gives the document before the run, or nullptr if it is not known: a changed record that
// was in it is older, another one torn. It is called only if there are differences. At most one
// Difference a class and table, dedupable copies apart.
std::vector<Difference> compare_documents(const std::string& path, const PreparedDocument& baseline,
                                          Document found,
                                          const std::function<const PreparedDocument*()>& initial,
                                          const Scope& scope);

}  // namespace crashproof
