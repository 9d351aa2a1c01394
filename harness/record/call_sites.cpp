// A Python program is asked; any other's stack is unwound; what is left is its command line.
#include "harness/record/call_sites.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "harness/model/interpreter.h"
#include "harness/record/native_stack.h"
#include "harness/record/own_code.h"

namespace crashproof {
namespace {

constexpr std::size_t kMostFrames = 16;
constexpr std::size_t kLongestCommand = 60;  // bytes
constexpr std::string_view kAtExit = ", at exit";

std::string without_directory(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// Not within a character of UTF-8.
std::string cut(std::string text) {
  if (text.size() <= kLongestCommand) return text;
  std::size_t end = kLongestCommand;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::vector<std::string> words_of_process(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

void replace_all(std::string& text, const std::string& from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Scripts after -c have lines of their own.
void join_lines(std::string& text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  text.erase(
      std::unique(text.begin(), text.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
      text.end());
}

}  // namespace

CallSites::CallSites(const Supervision& supervision) : supervision_(supervision) {
  if (!supervision.wants_call_site || supervision.python_reports.empty()) return;
  python_ = std::make_unique<PythonStacks>(supervision.python_reports);
}

void CallSites::arm(Launch& launch) const {
  if (python_ != nullptr) python_->arm(launch);
}

std::optional<int> CallSites::look(const std::vector<Event>& events, ProcessTree& tree,
                                   const Tracee* stopped) {
  std::optional<CallSite> site;  // of the call; its Events share it
  std::optional<int> status;
  for (; seen_ < events.size() && supervision_.wants_call_site; ++seen_) {
    const Event& event = events[seen_];
    if (!supervision_.wants_call_site(event)) continue;
    // A store through a mapping was made before, by no call.
    const bool by_call = stopped != nullptr && event.process == stopped->role &&
                         event.kind != EventKind::mapped_store;
    if (by_call && !site) {
      site = command_of(stopped->process->pid);
      status = add_frames(*site, *stopped);
    }
    if (by_call) {
      sites_[event.index] = *site;
    } else if (const Tracee* maker = tree.find_process(event.process)) {
      CallSite known = command_of(maker->process->pid);
      if (!known.command.empty()) sites_[event.index] = std::move(known);
    }
  }
  return status;
}

CallSite CallSites::command_of(pid_t pid) const {
  CallSite site;
  std::vector<std::string> words = words_of_process(pid);
  if (words.empty()) return site;
  words.front() = without_directory(words.front());
  for (std::string& word : words) {
    replace_all(word, supervision_.workspace + "/", "");
    site.command += (site.command.empty() ? "" : " ") + word;
  }
  join_lines(site.command);
  site.command = cut(site.command);
  return site;
}

std::optional<int> CallSites::add_frames(CallSite& site, const Tracee& stopped) const {
  const pid_t pid = stopped.process->pid;
  PythonAnswer answer;
  if (python_ != nullptr) answer = python_->ask(pid, stopped.tid);
  if (answer.stack) {
    set_frames(site, own_python_frames(*answer.stack));
    if (answer.stack->empty()) site.command += kAtExit;
    return answer.status;
  }
  if (answer.status || is_interpreter(stopped.process->program)) return answer.status;
  const Stack stack = native_stack(pid, stopped.tid);
  const Stack own = own_native_frames(stack);
  set_frames(site, own);
  if (own.empty() && is_at_exit(stack)) site.command += kAtExit;
  return std::nullopt;
}

void CallSites::set_frames(CallSite& site, const Stack& own) const {
  for (const StackFrame& frame : own) {
    CodePlace place;
    place.file = shortened(frame.file);
    place.line = place.file.empty() ? 0 : frame.line;
    if (frame.function != "<module>") place.function = frame.function;
    if (site.stack.empty()) site.place = place;
    if (site.stack.size() == kMostFrames) return;
    site.stack.push_back(std::move(place));
  }
}

std::string CallSites::shortened(const std::string& file) const {
  const std::string normal = std::filesystem::path(file).lexically_normal().string();
  const std::string inside = supervision_.workspace + "/";
  if (normal.starts_with(inside)) return normal.substr(inside.size());
  const std::size_t last = normal.rfind('/');
  if (last == std::string::npos || last == 0) return normal.substr(last + 1);
  return normal.substr(normal.rfind('/', last - 1) + 1);
}

}  // namespace crashproof
