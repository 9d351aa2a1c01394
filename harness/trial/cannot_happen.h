// A step that cannot be carried out here and now, through nobody's fault: then there is no trial.
#pragma once

#include <stdexcept>

namespace crashproof {

// what() is one clause that says why: "there is no file out.csv in this state".
struct CannotHappen : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace crashproof
