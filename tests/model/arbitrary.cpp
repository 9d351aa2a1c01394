// Generators and printers; see arbitrary.h.
#include "tests/model/arbitrary.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

namespace crashproof {

void showValue(const CrashPoint& point, std::ostream& out) {
  out << point.after;
  if (point.cut_bytes) out << "+" << *point.cut_bytes;
}
void showValue(const Position& position, std::ostream& out) {
  out << to_string(position);
}
void showValue(const CrashSchedule& schedule, std::ostream& out) {
  out << to_string(schedule);
}
void showValue(const Trace& trace, std::ostream& out) {
  for (const Event& event : trace.events) {
    out << event.index << " " << name_of(event.kind) << "('" << event.path << "', '" << event.target
        << "') at " << event.offset << " length " << event.length << "\n";
  }
}

namespace arbitrary {

rc::Gen<EventKind> event_kind() {
  return rc::gen::map(rc::gen::inRange(0, static_cast<int>(EventKind::open) + 1),
                      [](int kind) { return static_cast<EventKind>(kind); });
}

rc::Gen<std::string> path() {
  return rc::gen::weightedOneOf<std::string>(
      {{12, rc::gen::element<std::string>(
                "", "out.csv", "state/ckpt.json", "state/ckpt.json.tmp", "state/ckpt.Xb3Fq9",
                "state/ckpt.q80dL_", "tmp71kz2q_x", "tmp8cdb0w1e", "tmpk_q02j5c", "a b/ü", "#17",
                "star*", "par(en)", "back\\slash", "semi;colon", "/abs/file", "objects/3f/8a90c1")},
       {1, rc::gen::arbitrary<std::string>()}});
}

rc::Gen<std::uint64_t> amount() {
  return rc::gen::weightedOneOf<std::uint64_t>(
      {{4, rc::gen::inRange<std::uint64_t>(0, 8)},
       {4, rc::gen::inRange<std::uint64_t>(0, 20000)},
       {2, rc::gen::element<std::uint64_t>(511, 512, 4095, 4096, 4097, 8192, UINT32_MAX,
                                           UINT64_MAX - 4096, UINT64_MAX)},
       {1, rc::gen::arbitrary<std::uint64_t>()}});
}

rc::Gen<Event> event() {
  return rc::gen::build<Event>(
      rc::gen::set(&Event::kind, rc::gen::weightedOneOf<EventKind>(
                                     {{1, rc::gen::just(EventKind::write)}, {3, event_kind()}})),
      rc::gen::set(&Event::process, rc::gen::element<std::string>("main", "main/2", "main/2+3")),
      rc::gen::set(&Event::call, rc::gen::element<std::string>("", "write", "renameat2")),
      rc::gen::set(&Event::path, path()), rc::gen::set(&Event::target, path()),
      rc::gen::set(&Event::offset, amount()), rc::gen::set(&Event::length, amount()),
      rc::gen::set(&Event::bytes), rc::gen::set(&Event::mode), rc::gen::set(&Event::uid),
      rc::gen::set(&Event::gid), rc::gen::set(&Event::result), rc::gen::set(&Event::inode),
      rc::gen::set(&Event::mtime_ns), rc::gen::set(&Event::atime_ns),
      rc::gen::set(&Event::directory_mtime_ns), rc::gen::set(&Event::target_directory_mtime_ns));
}

namespace {

rc::Gen<RunExit> run_exit() {
  return rc::gen::build<RunExit>(
      rc::gen::set(&RunExit::how, rc::gen::element(RunExit::How::exited, RunExit::How::signalled,
                                                   RunExit::How::killed, RunExit::How::timed_out)),
      rc::gen::set(&RunExit::code), rc::gen::set(&RunExit::seconds));
}

rc::Gen<std::vector<Gap>> gaps() {
  return rc::gen::container<std::vector<Gap>>(
      rc::gen::build<Gap>(rc::gen::set(&Gap::what, path()), rc::gen::set(&Gap::detail, path()),
                          rc::gen::set(&Gap::count, amount())));
}

}  // namespace

rc::Gen<Trace> trace() {
  using Parts = std::tuple<std::vector<Event>, RunExit, std::vector<Gap>, std::vector<Gap>,
                           std::vector<std::uint64_t>, std::vector<std::string>>;
  return rc::gen::map(
      rc::gen::tuple(rc::gen::container<std::vector<Event>>(event()), run_exit(), gaps(), gaps(),
                     rc::gen::container<std::vector<std::uint64_t>>(3, amount()),
                     rc::gen::arbitrary<std::vector<std::string>>()),
      [](Parts parts) {
        Trace trace;
        trace.events = std::move(std::get<0>(parts));
        trace.exit = std::get<1>(parts);
        trace.gaps = std::move(std::get<2>(parts));
        trace.refused_writes = std::move(std::get<3>(parts));
        trace.processes = std::get<4>(parts)[0];
        trace.threads = std::get<4>(parts)[1];
        trace.leftover_processes = std::get<4>(parts)[2];
        for (const std::string& bytes : std::get<5>(parts)) trace.blobs->add(bytes);
        for (std::size_t i = 0; i < trace.events.size(); ++i) {
          trace.events[i].index = i;
          trace.events[i].bytes %= static_cast<BlobId>(trace.blobs->size());
        }
        return trace;
      });
}

rc::Gen<std::string> glob() {
  return rc::gen::map(rc::gen::pair(path(), rc::gen::arbitrary<std::vector<std::uint8_t>>()),
                      [](const std::pair<std::string, std::vector<std::uint8_t>>& drawn) {
                        const auto& [path, stars] = drawn;
                        std::string glob;
                        for (std::size_t i = 0; i < path.size(); ++i) {
                          const bool star = i < stars.size() && stars[i] % 8 == 0;
                          glob += star ? "*" : glob_quoted(path.substr(i, 1));
                        }
                        return glob;
                      });
}

rc::Gen<Position> position() {
  using Parts = std::tuple<int, EventKind, std::string, std::uint64_t, std::uint64_t>;
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange(0, 6), event_kind(), glob(), amount(), amount()),
      [](Parts parts) {
        Position position;
        position.edge = static_cast<Position::Edge>(std::get<0>(parts));
        if (position.edge == Position::Edge::start || position.edge == Position::Edge::end) {
          return position;
        }
        position.occurrence = std::get<3>(parts);
        if (position.edge == Position::Edge::event) return position;
        position.occurrence += position.occurrence == 0 ? 1 : 0;
        position.kind = std::get<1>(parts);
        position.glob = std::get<2>(parts);
        if (position.edge == Position::Edge::in) position.cut_bytes = std::get<4>(parts);
        return position;
      });
}

namespace {

// When a step is: at a position of a run, before a resume, or in every run.
ScheduleStep step_of(std::string fault, std::string parameter, std::uint32_t run,
                     const Position& position, int when) {
  ScheduleStep step{std::move(fault), std::move(parameter), run, position};
  if (when == 1) {
    step.run = run == 0 ? 1 : run;
    step.position = Position{};
    step.position.edge = Position::Edge::down;
  } else if (when == 2) {
    step.run = every_run;
    step.position = Position{};
  }
  return step;
}

}  // namespace

rc::Gen<CrashSchedule> schedule() {
  using Step = std::tuple<std::string, std::string, std::uint32_t, Position, int>;
  const auto step =
      rc::gen::tuple(rc::gen::element<std::string>("kill", "term", "short-write_2"),
                     rc::gen::weightedOneOf<std::string>(
                         {{2, rc::gen::just<std::string>("")},
                          {1, rc::gen::element<std::string>("after_save", "a]b\\", "[@;")},
                          {1, rc::gen::arbitrary<std::string>()}}),
                     rc::gen::inRange<std::uint32_t>(0, 4), position(),
                     rc::gen::weightedElement<int>({{4, 0}, {2, 1}, {1, 2}}));
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<Step>>(step)),
                      [](const std::vector<Step>& drawn) {
                        CrashSchedule schedule;
                        for (const auto& [fault, parameter, run, position, when] : drawn) {
                          schedule.steps.push_back(step_of(fault, parameter, run, position, when));
                        }
                        std::ranges::stable_sort(schedule.steps, [](const ScheduleStep& one,
                                                                    const ScheduleStep& other) {
                          const auto rank = [](const ScheduleStep& each) {
                            return std::pair(each.run, each.position.edge != Position::Edge::down);
                          };
                          return rank(one) < rank(other);
                        });
                        return schedule;
                      });
}

}  // namespace arbitrary
}  // namespace crashproof
