// One aligned line an event, whatever the events hold.
#include "harness/cli/trace_listing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/model/printable.h"

namespace crashproof::cli {
namespace {

using testing::HasSubstr;

Trace made_trace() {
  Trace trace;
  const auto add = [&trace](EventKind kind, std::string process, std::string path,
                            std::string target) -> Event& {
    Event event;
    event.index = trace.events.size();
    event.kind = kind;
    event.process = std::move(process);
    event.path = std::move(path);
    event.target = std::move(target);
    return trace.events.emplace_back(event);
  };
  add(EventKind::fork, "main", "", "main/1");
  add(EventKind::create, "main/1", "out.tmp", "").mode = 0100644;
  Event& write = add(EventKind::write, "main/1", "out.tmp", "");
  write.length = 8;
  write.bytes = trace.blobs->add("row\x1b[2J\n");
  add(EventKind::rename, "main/1", "out.tmp", "out.csv");
  add(EventKind::fsync, "main/1", "", "");
  add(EventKind::output, "main", "stdout", "").length = 5;
  add(EventKind::exit, "main", "", "");
  trace.exit.seconds = 1.25;
  trace.processes = 2;
  trace.gaps = {{"io_uring_setup refused", "worker", 1}};
  return trace;
}

TEST(TraceListing, ShowsEachEventWithItsNumber) {
  EXPECT_EQ(trace_listing(made_trace(), 1, 0),
            "  event  process  kind          what; kill@event(N) is a kill after event N\n"
            "      1  main     fork          main/1\n"
            "      2  main/1   create        out.tmp  mode 0644\n"
            "      3  main/1   write         out.tmp  [0, 8)  \"row\\x1b[2J\\n\"\n"
            "      4  main/1   rename        out.tmp -> out.csv\n"
            "      5  main/1   fsync         \n"
            "      6  main     output        stdout  5 bytes\n"
            "      7  main     exit          status 0\n"
            "7 events, 2 processes, 0 more threads; exit 0 after 1.25 s\n"
            "not seen: io_uring_setup refused (1x) worker\n");
}

TEST(TraceListing, GivesAnOpenNoNumber) {
  Trace trace = made_trace();
  Event open = trace.events[1];
  open.kind = EventKind::open;
  open.path = "in.csv";
  trace.events.insert(trace.events.begin() + 1, open);
  const std::string text = trace_listing(trace, 1, 0);
  EXPECT_THAT(text, HasSubstr("         main/1   open          in.csv\n"
                              "      2  main/1   create        out.tmp"));
  EXPECT_THAT(text, HasSubstr("\n7 events"));
}

TEST(TraceListing, ShowsAPart) {
  const std::string text = trace_listing(made_trace(), 3, 2);
  EXPECT_THAT(text, HasSubstr("      3  main/1   write"));
  EXPECT_THAT(text, HasSubstr("      4  main/1   rename"));
  EXPECT_THAT(text, Not(HasSubstr("      5  main")));
  EXPECT_THAT(text, HasSubstr("…  3 more\n"));
  EXPECT_THAT(trace_listing(made_trace(), 100, 0), HasSubstr("7 events"));
}

TEST(TraceListing, EveryKindHasALineThatActsOnNoTerminal) {
  Trace trace;
  for (int kind = 0; kind <= static_cast<int>(EventKind::open); ++kind) {
    Event event;
    event.kind = static_cast<EventKind>(kind);
    event.process = event.path = event.target = "\x1b]0;x\x07\n\xff";
    trace.events.push_back(event);
  }
  std::string text = trace_listing(trace, 1, 0);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), static_cast<long>(trace.events.size() + 2));
  std::erase(text, '\n');
  EXPECT_EQ(printable(text), text);
}

}  // namespace
}  // namespace crashproof::cli
