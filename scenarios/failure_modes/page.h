// What there is to say about a failure mode: the page that `crashproof explain` prints, taken
// apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crashproof {

// A complete small program, bad or good, and how it is audited.
struct ExampleProgram {
  std::string language;  // as in the fence: "python", "cpp" or "sh"
  std::string audit;     // options of `crashproof audit`, as words for a shell
  std::string source;
};

// An input that the programs of one page need beside the usual ones.
struct ExampleInput {
  std::string path;  // relative to the workspace
  std::string content;
};

struct FailureModePage {
  std::string code;     // "CP001"
  std::string name;     // "order inversion"
  std::string summary;  // one sentence
  // Markdown, without the heading.
  std::string symptom;
  std::string evidence;
  std::string not_this_if;
  std::string why;
  std::string fix;          // one imperative sentence, at most 80 characters
  std::string fix_details;  // what else there is to say about it, "" for nothing
  std::string exceptions;
  std::string try_it;
  std::vector<ExampleProgram> bad;
  std::vector<ExampleProgram> good;
  std::vector<ExampleInput> inputs;
  std::string text;  // the whole page, Markdown
};

// By code. Made once, valid as long as the program runs.
const std::vector<FailureModePage>& failure_mode_pages();

// "CP001" exactly; null if there is no such page.
const FailureModePage* page_of(std::string_view code);

// Takes a page apart. What it lacks stays empty; tests/failure_modes sees to it that nothing does.
FailureModePage parsed_page(std::string_view text);

}  // namespace crashproof
