// An explicit list: a static library would silently drop readers that register themselves.
#include "scenarios/state/catalogue.h"

#include "scenarios/state/csv.h"
#include "scenarios/state/json.h"
#include "scenarios/state/jsonl.h"
#include "scenarios/state/lines.h"
#include "scenarios/state/sqlite.h"

namespace crashproof {

const std::vector<const StateReader*>& state_readers() {
  // Lines come last, since they claim every text.
  static const std::vector<const StateReader*> readers{
      &sqlite_reader(), &jsonl_reader(), &json_reader(), &csv_reader(), &lines_reader()};
  return readers;
}

}  // namespace crashproof
