// One row a class.
#include "reports/difference_label.h"

#include <algorithm>
#include <array>
#include <utility>

namespace crashproof::reports {
namespace {

constexpr std::array labels{
    std::pair{Difference::Class::lost, "Lost"},
    std::pair{Difference::Class::older, "Older"},
    std::pair{Difference::Class::torn, "Torn"},
    std::pair{Difference::Class::altered, "Altered"},
    std::pair{Difference::Class::duplicated, "Duplicated"},
    std::pair{Difference::Class::extra, "Extra"},
    std::pair{Difference::Class::litter, "Left over"},
};

}  // namespace

std::string_view label_of(Difference::Class what) {
  const auto* const row =
      std::ranges::find(labels, what, &std::pair<Difference::Class, const char*>::first);
  return row == labels.end() ? "Different" : row->second;
}

}  // namespace crashproof::reports
