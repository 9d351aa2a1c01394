// The JSON Schema (draft 07) of run.json: reports/run.schema.json, as it was when this was built.
#pragma once

#include <string_view>

namespace crashproof::reports {

std::string_view run_schema();

}  // namespace crashproof::reports
