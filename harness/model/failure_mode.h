// Plug-in: something that a subject does wrong. One file in scenarios/failure_modes each, and one
// page beside it.
#pragma once

#include <optional>
#include <string_view>

#include "harness/model/case.h"
#include "harness/model/diagnosis.h"

namespace crashproof {

struct FailureMode {
  std::string_view code;  // "CP001"
  // nullopt: this is not it. While Case::waits(), the result does not count.
  std::optional<Diagnosis> (*recognise)(Case& c) = nullptr;
  // From its page; the catalogue fills them in.
  std::string_view name = "";  // "order inversion"
  std::string_view fix = "";   // one imperative sentence
};

}  // namespace crashproof
