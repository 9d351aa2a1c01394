// Reads and writes survivals; the grammar is in survival.h.
#include "harness/model/survival.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

using How = Fate::How;

struct HowWord {
  std::string_view word;
  How how;
};
constexpr std::array<HowWord, 7> kHowWords{{{"kept", How::kept},
                                            {"lost", How::lost},
                                            {"zeros", How::zeros},
                                            {"head", How::head},
                                            {"pages", How::pages},
                                            {"both", How::both},
                                            {"neither", How::neither}}};

// One FATE as it is written, not yet held against a trace.
struct Term {
  std::string_view word;
  bool start = false;
  Position event;  // kind, glob, occurrence
  Fate fate;
};

struct SurvivalText {
  std::string_view model;
  std::vector<Term> terms;
};

class SurvivalParser {
 public:
  explicit SurvivalParser(std::string_view text) : text_(text) {}

  SurvivalText parse() {
    SurvivalText parsed;
    skip_spaces();
    parsed.model = word();
    if (parsed.model.empty()) fail("expected the name of a persistence model");
    skip_spaces();
    if (at_ == text_.size()) return parsed;
    if (!take(":")) fail("expected ':' after the model");
    do {
      skip_spaces();
      parsed.terms.push_back(term());
      skip_spaces();
    } while (take(","));
    if (at_ != text_.size()) fail("expected ',' or the end");
    return parsed;
  }

 private:
  static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  }
  [[noreturn]] void fail(std::string_view problem) const {
    throw std::invalid_argument(fmt::format("survival, column {}: {}", at_ + 1, problem));
  }
  bool take(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    const char* first = text_.data() + at_;
    const auto [stop, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc{}) fail("expected a number");
    at_ += static_cast<std::size_t>(stop - first);
    return value;
  }

  Term term() {
    Term term;
    term.word = word();
    const auto* how = std::ranges::find(kHowWords, term.word, &HowWord::word);
    const bool limits = term.word == "upto" || term.word == "data";
    if (how == kHowWords.end() && !limits) {
      fail("expected upto, data, kept, lost, zeros, head, pages, both or neither");
    }
    skip_spaces();
    if (limits && take("start")) {
      term.start = true;
      return term;
    }
    event(term.event);
    if (limits) return term;
    term.fate.how = how->how;
    if (how->how == How::head) {
      if (!take("+")) fail("expected '+' and a number of bytes");
      term.fate.bytes = number();
    }
    if (how->how == How::pages) pages(term.fate.pages);
    return term;
  }

  void event(Position& event) {
    const std::string_view name = word();
    const std::optional<EventKind> kind = event_kind_named(name);
    if (!kind) fail(fmt::format("'{}' is no kind of event", name));
    event.kind = *kind;
    if (!take("(")) fail("expected '(' and a path after the kind of event");
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ')') {
      at_ += text_[at_] == '\\' && at_ + 1 < text_.size() ? 2 : 1;
    }
    event.glob = std::string(text_.substr(begin, at_ - begin));
    if (!take(")")) fail("expected ')' after the path");
    if (take("#")) event.occurrence = number();
    if (event.occurrence == 0) fail("the occurrence counts from 1");
  }

  void pages(std::vector<std::uint64_t>& pages) {
    if (!take("=")) fail("expected '=' and the numbers of pages");
    do {
      pages.push_back(number());
      if (pages.size() > 1 && pages[pages.size() - 2] >= pages.back()) {
        fail("the numbers of pages must ascend");
      }
    } while (take("+"));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::uint64_t> event_named(const Position& event, const Trace& trace) {
  std::uint64_t matching = 0;
  for (std::uint64_t i = 0; i < trace.events.size(); ++i) {
    if (trace.events[i].kind != event.kind) continue;
    if (!glob_matches(event.glob, subject_path(trace.events[i]))) continue;
    if (++matching == event.occurrence) return i;
  }
  return std::nullopt;
}

std::string event_text(const Position& event) {
  return fmt::format("{}({}){}", name_of(event.kind), event.glob,
                     event.occurrence == 1 ? "" : fmt::format("#{}", event.occurrence));
}

std::string exact_name(std::uint64_t index, const Trace& trace) {
  if (index >= trace.events.size()) return fmt::format("{}", index);
  const Event& event = trace.events[index];
  Position name;
  name.kind = event.kind;
  name.glob = glob_quoted(subject_path(event));
  name.occurrence = static_cast<std::uint64_t>(
      std::count_if(trace.events.begin(), trace.events.begin() + static_cast<std::ptrdiff_t>(index),
                    [&](const Event& other) {
                      return other.kind == event.kind && subject_path(other) == subject_path(event);
                    }) +
      1);
  return event_text(name);
}

std::string fate_text(const Fate& fate, const std::string& event) {
  std::string text = fmt::format("{} {}", name_of(fate.how), event);
  if (fate.how == How::head) text += fmt::format("+{}", fate.bytes);
  if (fate.how == How::pages) text += fmt::format("={}", fmt::join(fate.pages, "+"));
  return text;
}

}  // namespace

std::string_view name_of(Fate::How how) {
  return std::ranges::find(kHowWords, how, &HowWord::how)->word;
}

std::string to_string(const Survival& survival, const Trace& trace,
                      const std::function<std::string(std::uint64_t)>& name_of_event) {
  const auto name = [&](std::uint64_t index) {
    const bool known = name_of_event && index < trace.events.size();
    return known ? name_of_event(index) : exact_name(index, trace);
  };
  const auto limit = [&](std::uint64_t upto) { return upto == 0 ? "start" : name(upto - 1); };
  std::vector<std::string> fates;
  if (survival.names_upto != survival.failed_after) {
    fates.push_back("upto " + limit(survival.names_upto));
  }
  if (survival.data_upto != survival.failed_after) {
    fates.push_back("data " + limit(survival.data_upto));
  }
  for (const auto& [index, fate] : survival.fates) fates.push_back(fate_text(fate, name(index)));
  return fates.empty() ? survival.model
                       : fmt::format("{}: {}", survival.model, fmt::join(fates, ", "));
}

ResolvedSurvival parse_survival(std::string_view text, const Trace& trace,
                                std::uint64_t failed_after) {
  const SurvivalText parsed = SurvivalParser(text).parse();
  ResolvedSurvival resolved;
  Survival& survival = resolved.survival;
  survival.model = parsed.model;
  survival.failed_after = survival.names_upto = survival.data_upto = failed_after;
  for (const Term& term : parsed.terms) {
    std::uint64_t index = 0;
    if (!term.start) {
      const auto found = event_named(term.event, trace);
      if (!found || *found >= failed_after) {
        resolved.drift.push_back(
            fmt::format("there is no {} before power fails", event_text(term.event)));
        continue;
      }
      index = *found;
    }
    const std::uint64_t upto = term.start ? 0 : index + 1;
    if (term.word == "upto") {
      survival.names_upto = upto;
    } else if (term.word == "data") {
      survival.data_upto = upto;
    } else {
      survival.fates[index] = term.fate;
    }
  }
  return resolved;
}

std::string survival_problem(std::string_view text) {
  try {
    SurvivalParser(text).parse();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

std::vector<How> fates_of_survival(std::string_view text) {
  std::vector<How> fates;
  for (const Term& term : SurvivalParser(text).parse().terms) {
    if (term.word != "upto" && term.word != "data") fates.push_back(term.fate.how);
  }
  return fates;
}

std::string_view model_of_survival(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_first_of(": "));
}

}  // namespace crashproof
