// crashproof explain: the failure modes that findings are named after. Needs no run and no network.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "harness/cli/nearest.h"
#include "harness/cli/page_text.h"
#include "harness/cli/session.h"
#include "scenarios/failure_modes/page.h"

namespace crashproof::cli {
namespace {

using Json = nlohmann::ordered_json;
using Pages = std::vector<const FailureModePage*>;

// "Order inversion" -> "order-inversion"
std::string dashed(std::string_view typed) {
  std::string name;
  for (const char c : typed) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  return name;
}

// "cp1" -> "CP001"; whatever is no code comes back as it is.
std::string as_code(const std::string& typed) {
  constexpr std::size_t digits = 3;
  const bool is_code = typed.size() > 2 && typed.size() <= 2 + digits && typed.starts_with("cp") &&
                       typed.find_first_not_of("0123456789", 2) == std::string::npos;
  return is_code ? fmt::format("CP{:0>3}", typed.substr(2)) : typed;
}

const FailureModePage& page_called(const std::string& typed) {
  const std::string name = as_code(dashed(typed));
  std::vector<std::string> known;
  for (const FailureModePage& page : failure_mode_pages()) {
    if (name == page.code || name == dashed(page.name)) return page;
    known.insert(known.end(), {page.code, dashed(page.name)});
  }
  throw UsageError(fmt::format("no failure mode is called {}{} (crashproof explain lists them)",
                               typed, suggestion(name, known)));
}

Pages pages_called(const std::vector<std::string>& operands) {
  Pages pages;
  for (const std::string& operand : operands) pages.push_back(&page_called(operand));
  return pages;
}

Pages all_pages() {
  Pages pages;
  for (const FailureModePage& page : failure_mode_pages()) pages.push_back(&page);
  return pages;
}

std::string list() {
  std::string text;
  for (const FailureModePage& page : failure_mode_pages())
    text += fmt::format("{}  {}\n       {}\n", page.code, page.name, page.summary);
  return text + "\ncrashproof explain CODE says more.\n";
}

std::string as_text(const Pages& pages) {
  std::string text;
  for (const FailureModePage* page : pages)
    text += (text.empty() ? "" : "\n\n") + page_as_text(*page);
  return text;
}

Json as_json(const std::vector<ExampleProgram>& examples) {
  Json list = Json::array();
  for (const ExampleProgram& example : examples)
    list.push_back(
        {{"language", example.language}, {"audit", example.audit}, {"source", example.source}});
  return list;
}

std::string as_json(const Pages& pages) {
  std::string lines;
  for (const FailureModePage* page : pages)
    lines += Json{{"type", "failure_mode"},
                  {"code", page->code},
                  {"name", page->name},
                  {"summary", page->summary},
                  {"symptom", page->symptom},
                  {"evidence", page->evidence},
                  {"not_this_if", page->not_this_if},
                  {"why", page->why},
                  {"fix", page->fix},
                  {"fix_details", page->fix_details},
                  {"exceptions", page->exceptions},
                  {"try_it", page->try_it},
                  {"bad", as_json(page->bad)},
                  {"good", as_json(page->good)}}
                 .dump(-1, ' ', true) +
             "\n";
  return lines;
}

}  // namespace

int run_explain(const Invocation& invocation) {
  const Session session(invocation);
  const std::vector<std::string>& operands = invocation.operands;
  const bool all = operands.empty() || operands == std::vector<std::string>{"all"};
  const Pages pages = all ? all_pages() : pages_called(operands);
  if (session.wants_json()) {
    print_out(as_json(pages));
  } else {
    print_out(operands.empty() ? list() : as_text(pages));
  }
  return 0;
}

}  // namespace crashproof::cli
