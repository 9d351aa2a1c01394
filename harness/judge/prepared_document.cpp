// Keeps the records in both orders: that of the file, and the one that is compared.
#include "harness/judge/prepared_document.h"

#include <utility>

namespace crashproof {

PreparedDocument prepared(Document document, const std::string& path, const Scope& scope) {
  PreparedDocument made;
  made.tables = tables_of(document, path, scope);
  made.document = std::move(document);
  return made;
}

}  // namespace crashproof
