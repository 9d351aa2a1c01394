// The form of a page is fixed (README.md), so that lines are enough to read it by.
#include "scenarios/failure_modes/page.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scenarios/failure_modes/embedded.h"

namespace crashproof {
namespace {

constexpr std::string_view fence = "```";
constexpr std::string_view comment_end = " -->";

using Member = std::string FailureModePage::*;
constexpr std::array<std::pair<std::string_view, Member>, 7> prose_sections = {{
    {"Symptom", &FailureModePage::symptom},
    {"Evidence", &FailureModePage::evidence},
    {"Not this if", &FailureModePage::not_this_if},
    {"Why", &FailureModePage::why},
    {"Fix", &FailureModePage::fix_details},
    {"Exceptions", &FailureModePage::exceptions},
    {"Try it", &FailureModePage::try_it},
}};

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of("\n ");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of("\n ") - first + 1));
}

// Up to the next line feed, which is taken off `rest` as well.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

// What stands in "<!-- NAME: … -->", "" if the line is something else.
std::string_view in_comment(std::string_view line, std::string_view name) {
  const std::string start = "<!-- " + std::string(name) + ": ";
  if (!line.starts_with(start) || !line.ends_with(comment_end)) return "";
  line.remove_prefix(start.size());
  return line.substr(0, line.size() - comment_end.size());
}

// A path, "=", and the content on one line, in which \n stands for a line feed.
ExampleInput input_of(std::string_view declared) {
  const std::size_t equals = std::min(declared.find('='), declared.size());
  ExampleInput input{std::string(declared.substr(0, equals)),
                     std::string(declared.substr(std::min(equals + 1, declared.size())))};
  for (std::size_t at = 0; (at = input.content.find("\\n", at)) != std::string::npos; ++at)
    input.content.replace(at, 2, "\n");
  return input;
}

// Up to the closing fence, which is taken off `rest` as well.
std::string_view program_in_fence(std::string_view& rest) {
  const std::string_view all = rest;
  std::size_t size = 0;
  while (!rest.empty() && next_line(rest) != fence) size = all.size() - rest.size();
  return all.substr(0, size);
}

// The examples of one section; inputs may be declared in any.
std::vector<ExampleProgram> examples_in(std::string_view section,
                                        std::vector<ExampleInput>& inputs) {
  std::vector<ExampleProgram> examples;
  std::string_view audit;
  while (!section.empty()) {
    const std::string_view line = next_line(section);
    if (const std::string_view options = in_comment(line, "audit"); !options.empty())
      audit = options;
    if (const std::string_view declared = in_comment(line, "file"); !declared.empty())
      inputs.push_back(input_of(declared));
    if (!line.starts_with(fence)) continue;
    examples.push_back({std::string(line.substr(fence.size())), std::string(audit),
                        std::string(program_in_fence(section))});
    audit = "";
  }
  return examples;
}

// The first line is the sentence that reports quote.
void split_fix(FailureModePage& page) {
  std::string_view rest = page.fix_details;
  page.fix = next_line(rest);
  page.fix_details = trimmed(rest);
}

void keep_section(FailureModePage& page, std::string_view title, std::string_view content) {
  for (const auto& [name, member] : prose_sections)
    if (title == name) page.*member = trimmed(content);
  if (title == "Fix") split_fix(page);
  if (title == "Bad") page.bad = examples_in(content, page.inputs);
  if (title == "Good") page.good = examples_in(content, page.inputs);
}

// "# CP001 order inversion"
void keep_title(FailureModePage& page, std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of("# "), line.size()));
  const std::size_t space = std::min(line.find(' '), line.size());
  page.code = line.substr(0, space);
  page.name = line.substr(std::min(space + 1, line.size()));
}

}  // namespace

FailureModePage parsed_page(std::string_view text) {
  FailureModePage page;
  page.text = text;
  keep_title(page, next_line(text));
  std::string title;
  std::string content;
  bool in_fence = false;
  const auto end_section = [&] {
    if (title.empty()) page.summary = trimmed(content);
    keep_section(page, title, content);
    content.clear();
  };
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.starts_with(fence)) in_fence = !in_fence;
    if (!in_fence && line.starts_with("## ")) {
      end_section();
      title = line.substr(3);
    } else {
      content.append(line).append("\n");
    }
  }
  end_section();
  return page;
}

const std::vector<FailureModePage>& failure_mode_pages() {
  static const std::vector<FailureModePage> pages = [] {
    std::vector<FailureModePage> parsed;
    for (const std::string_view text : embedded_failure_mode_pages())
      parsed.push_back(parsed_page(text));
    return parsed;
  }();
  return pages;
}

const FailureModePage* page_of(std::string_view code) {
  const auto& pages = failure_mode_pages();
  const auto page =
      std::find_if(pages.begin(), pages.end(), [&](const auto& each) { return each.code == code; });
  return page == pages.end() ? nullptr : &*page;
}

}  // namespace crashproof
