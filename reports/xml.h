// Text for XML 1.0 documents.
#pragma once

#include <string>
#include <string_view>

namespace crashproof::reports {

// Any bytes as character data or as the value of an attribute in double quotes: markup is escaped,
// and what XML cannot hold, or would not hand back, is shown as printable() shows it. Line breaks
// stay.
std::string xml_text(std::string_view bytes);

}  // namespace crashproof::reports
