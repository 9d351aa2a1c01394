// A document that many states are held against, sorted once.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "harness/judge/records.h"
#include "harness/judge/scope.h"
#include "harness/model/state_reader.h"

namespace crashproof {

struct PreparedDocument {
  Document document;
  std::map<std::string, Records> tables;  // as tables_of makes them
};

PreparedDocument prepared(Document document, const std::string& path, const Scope& scope);

// By path; nullopt: there is none. For one baseline and one set of rules.
struct PreparedDocuments {
  std::map<std::string, std::optional<PreparedDocument>> crash_free;
  std::map<std::string, std::optional<PreparedDocument>> initial;
};

}  // namespace crashproof
