// What a failure mode is, for readers of a report who have no `crashproof explain` at hand.
#pragma once

#include <string>

namespace crashproof {

struct Explanation {
  std::string code;     // "CP001"
  std::string name;     // "order inversion"
  std::string summary;  // one sentence
  std::string fix;      // one imperative sentence
  std::string page;     // the whole page, Markdown

  bool operator==(const Explanation&) const = default;
};

}  // namespace crashproof
