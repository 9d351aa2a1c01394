// The page's markup, style and script, compiled in from reports/page.
#pragma once

#include <string_view>

namespace crashproof::reports {

struct PageTemplate {
  std::string_view markup;  // with {{names}} of parts
  std::string_view style;
  std::string_view script;
  std::string_view style_sha256;  // hex
  std::string_view script_sha256;
};
const PageTemplate& page_template();

}  // namespace crashproof::reports
