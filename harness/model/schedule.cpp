// Reads and writes schedules and their globs; the grammar is in schedule.h.
#include "harness/model/schedule.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <stdexcept>

namespace crashproof {
namespace {

constexpr char kQuote = '\\';

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-';
}

struct EdgeWord {
  std::string_view word;
  Position::Edge edge;
};
constexpr std::array<EdgeWord, 3> kMatchEdges{{{"after:", Position::Edge::after},
                                               {"before:", Position::Edge::before},
                                               {"in:", Position::Edge::in}}};

// One pass over the text without backtracking; every error names the column it stands at.
class ScheduleParser {
 public:
  explicit ScheduleParser(std::string_view text) : text_(text) {}

  CrashSchedule parse() {
    CrashSchedule schedule;
    do {
      skip_spaces();
      const std::size_t begin = at_;
      schedule.steps.push_back(step());
      require_order(schedule, begin);
      skip_spaces();
    } while (take(";"));
    if (!at_end()) fail("expected ';' or the end of the schedule");
    return schedule;
  }

  Position parse_position() {
    const Position parsed = position();
    if (!at_end()) fail("expected the end of the position");
    return parsed;
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void skip_spaces() {
    while (!at_end() && is_space(text_[at_])) ++at_;
  }

  [[noreturn]] void fail_at(std::size_t where, std::string_view problem) const {
    throw std::invalid_argument(fmt::format("schedule, column {}: {}", where + 1, problem));
  }
  [[noreturn]] void fail(std::string_view expected) const {
    fail_at(at_, fmt::format("{}, found {}", expected, found()));
  }
  std::string found() const {
    if (at_end()) return "the end";
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte < 0x20 || byte >= 0x7f) return fmt::format("byte 0x{:02x}", byte);
    return fmt::format("'{}'", text_[at_]);
  }

  void require_order(const CrashSchedule& schedule, std::size_t begin) const {
    const std::size_t count = schedule.steps.size();
    if (count < 2) return;
    const ScheduleStep& last = schedule.steps[count - 1];
    const ScheduleStep& before = schedule.steps[count - 2];
    if (last.run < before.run) {
      fail_at(begin, fmt::format("step {} is about an earlier run than step {}: put it first",
                                 count, count - 1));
    }
    const auto is_change = [](const ScheduleStep& step) {
      return step.position.edge == Position::Edge::down;
    };
    if (last.run == before.run && is_change(last) && !is_change(before)) {
      fail_at(begin,
              fmt::format("step {} happens before the run that step {} is about: put it first",
                          count, count - 1));
    }
  }

  ScheduleStep step() {
    ScheduleStep step;
    step.fault = std::string(name());
    if (step.fault.empty()) fail("expected the name of a fault, e.g. kill");
    if (take("[")) {
      step.parameter = parameter();
    }
    if (!take("@")) fail("expected '@' and a position");
    if (take("every")) {
      step.run = every_run;
      return step;
    }
    if (take("resume")) {
      step.run = run_number();
      if (!take(":")) {
        step.position.edge = Position::Edge::down;
        return step;
      }
    }
    step.position = position();
    return step;
  }

  std::string_view name() {
    const std::size_t begin = at_;
    while (!at_end() && is_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string parameter() {
    const std::size_t begin = at_;
    std::string value;
    while (!take("]")) {
      if (take("\\") && at_end()) fail("expected a character after '\\'");
      if (at_end()) fail("expected ']' after the parameter");
      value += text_[at_++];
    }
    if (value.empty()) fail_at(begin, "the parameter between '[' and ']' is empty");
    return value;
  }

  std::uint32_t run_number() {
    const std::size_t begin = at_;
    const std::uint64_t run = number("the number of the resume", 1);
    if (run >= every_run) fail_at(begin, "the number of the resume is too large");
    return static_cast<std::uint32_t>(run);
  }

  std::uint64_t number(std::string_view what, std::uint64_t least) {
    const std::size_t begin = at_;
    std::uint64_t value = 0;
    const char* first = text_.data() + at_;
    const auto [stop, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error == std::errc::result_out_of_range)
      fail_at(begin, fmt::format("{} is too large", what));
    if (error != std::errc{}) fail(fmt::format("expected {}", what));
    at_ += static_cast<std::size_t>(stop - first);
    if (value < least) fail_at(begin, fmt::format("{} counts from {}", what, least));
    return value;
  }

  Position position() {
    Position position;
    if (take("start")) return position;
    if (take("event(")) {
      position.edge = Position::Edge::event;
      position.occurrence = number("a number of events", 0);
      if (!take(")")) fail("expected ')' after the number of events");
      return position;
    }
    for (const EdgeWord& candidate : kMatchEdges) {
      if (take(candidate.word)) return match(candidate.edge);
    }
    if (!take("end")) fail("expected start, end, event(N), after:, before: or in:");
    position.edge = Position::Edge::end;
    return position;
  }

  Position match(Position::Edge edge) {
    Position position;
    position.edge = edge;
    position.kind = kind();
    if (!take("(")) fail("expected '(' and a path after the kind of event");
    position.glob = glob();
    if (take("#")) position.occurrence = number("the occurrence", 1);
    if (edge == Position::Edge::in) {
      if (!take("+")) fail("expected '+' and a number of bytes");
      position.cut_bytes = number("a number of bytes", 0);
    }
    return position;
  }

  EventKind kind() {
    const std::size_t begin = at_;
    const std::string_view word = name();
    if (word.empty()) fail("expected a kind of event, e.g. write");
    const std::optional<EventKind> kind = event_kind_named(word);
    if (!kind) fail_at(begin, fmt::format("'{}' is no kind of event", word));
    return *kind;
  }

  // Quotes stay in the glob: they belong to its meaning.
  std::string glob() {
    const std::size_t begin = at_;
    while (!at_end() && text_[at_] != ')') {
      at_ += text_[at_] == kQuote && at_ + 1 < text_.size() ? 2 : 1;
    }
    const std::string_view glob = text_.substr(begin, at_ - begin);
    if (!take(")")) fail("expected ')' after the path");
    return std::string(glob);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// A glob made by hand may hold a bare ')' or end in a lone quote; both get the quote that keeps
// their meaning. Globs from parse_schedule and glob_quoted come back unchanged.
std::string delimited(std::string_view glob) {
  std::string text;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == ')') text += kQuote;
    text += glob[i];
    if (glob[i] != kQuote) continue;
    text += i + 1 < glob.size() ? glob[++i] : kQuote;
  }
  return text;
}

std::string to_string(const ScheduleStep& step) {
  std::string text = step.fault;
  if (!step.parameter.empty()) {
    text += '[';
    for (const char c : step.parameter) {
      if (c == ']' || c == kQuote) text += kQuote;
      text += c;
    }
    text += ']';
  }
  text += '@';
  if (step.run == every_run) return text + "every";
  if (step.run > 0) text += fmt::format("resume{}", step.run);
  if (step.position.edge == Position::Edge::down) return text;
  if (step.run > 0) text += ':';
  return text + crashproof::to_string(step.position);
}

}  // namespace

CrashSchedule parse_schedule(std::string_view text) {
  return ScheduleParser(text).parse();
}

Position parse_position(std::string_view text) {
  return ScheduleParser(text).parse_position();
}

std::string to_string(const Position& position) {
  if (position.edge == Position::Edge::start) return "start";
  if (position.edge == Position::Edge::down) return "down";
  if (position.edge == Position::Edge::end) return "end";
  if (position.edge == Position::Edge::event) return fmt::format("event({})", position.occurrence);
  std::string text;
  for (const EdgeWord& candidate : kMatchEdges) {
    if (candidate.edge == position.edge) text = candidate.word;
  }
  text += fmt::format("{}({})", name_of(position.kind), delimited(position.glob));
  if (position.occurrence != 1) text += fmt::format("#{}", position.occurrence);
  if (position.edge == Position::Edge::in) text += fmt::format("+{}", position.cut_bytes);
  return text;
}

std::string to_string(const CrashSchedule& schedule) {
  std::string text;
  for (const ScheduleStep& step : schedule.steps) {
    if (!text.empty()) text += "; ";
    text += to_string(step);
  }
  return text;
}

// Goes back only to the last '*', so the work is at most the product of the two lengths. That is
// enough: where an earlier '*' could take more, the last one, which reaches as far as the same
// '/', can take it instead.
bool glob_matches(std::string_view glob, std::string_view text) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t after_star = none;  // the place in the glob behind the last '*'
  std::size_t star_end = 0;       // the text that it has taken so far ends here
  while (true) {
    if (g < glob.size() && glob[g] == '*') {
      after_star = ++g;
      star_end = t;
      continue;
    }
    if (g == glob.size() && t == text.size()) return true;
    const bool quoted = g + 1 < glob.size() && glob[g] == kQuote;
    if (g < glob.size() && t < text.size() && glob[g + (quoted ? 1 : 0)] == text[t]) {
      g += quoted ? 2 : 1;
      ++t;
      continue;
    }
    if (after_star == none || star_end == text.size() || text[star_end] == '/') return false;
    t = ++star_end;
    g = after_star;
  }
}

std::string glob_quoted(std::string_view text) {
  std::string glob;
  for (const char c : text) {
    // ')' is plain to the matcher, but would end the glob in a schedule.
    if (c == '*' || c == kQuote || c == ')') glob += kQuote;
    glob += c;
  }
  return glob;
}

}  // namespace crashproof
