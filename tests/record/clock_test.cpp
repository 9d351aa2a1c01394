// Pinned clocks and random bytes: seen by programs of every kind, recorded or not.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>

#include "harness/record/pinned_random.h"
#include "harness/record/vdso.h"
#include "tests/record/replayer.h"
#include "tests/record/sandbox.h"

namespace crashproof::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;
using ::testing::SizeIs;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kInstant = 1'704'110'400 * kSecond + 123'456'789;

std::int64_t now_ns(int clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return now.tv_sec * kSecond + now.tv_nsec;
}

bool installed(const std::string& program) {
  return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

Pins with_clock(const WallClock& clock) {
  Pins pins;
  pins.clock = clock;
  return pins;
}

Pins with_seed(std::uint64_t seed) {
  Pins pins;
  pins.random_seed = seed;
  return pins;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The numbers behind lines that begin so.
std::vector<std::int64_t> values(const std::string& output, const std::string& prefix) {
  std::vector<std::int64_t> found;
  for (const std::string& line : lines_of(output)) {
    if (line.starts_with(prefix)) found.push_back(std::stoll(line.substr(line.rfind(' '))));
  }
  return found;
}

// Runs programs and returns what they print.
class PinnedRun {
 public:
  explicit PinnedRun(bool recorded) : recorded_(recorded) {}

  Supervised run(std::vector<std::string> argv, const Pins& pins) {
    Supervision supervision = sandbox_.supervision(std::move(argv));
    const std::string path = sandbox_.root() + "/output";
    const int fd = ::open(path.c_str(), O_CREAT | O_TRUNC | O_RDWR | O_CLOEXEC, 0600);
    supervision.launch.stdout_fd = fd;
    supervision.launch.stderr_fd = fd;
    supervision.launch.pins = pins;
    supervision.launch.recorded = recorded_;
    Supervised result = supervise(supervision);
    ::close(fd);
    EXPECT_EQ(children_left(), 0);
    return result;
  }

  std::string output(std::vector<std::string> argv, const Pins& pins) {
    const Supervised result = run(std::move(argv), pins);
    EXPECT_TRUE(result.trace.exit.succeeded()) << sandbox_.read_outside("output");
    EXPECT_THAT(gaps_of(result), SizeIs(0));
    return sandbox_.read_outside("output");
  }

  Sandbox& sandbox() { return sandbox_; }

 private:
  // Java and others leave files in /tmp, which is not about clocks.
  static std::vector<std::string> gaps_of(const Supervised& run) {
    std::vector<std::string> texts;
    for (const Gap& gap : run.trace.gaps) {
      if (!gap.what.starts_with("changes outside")) texts.push_back(gap.what + " " + gap.detail);
    }
    return texts;
  }

  bool recorded_;
  Sandbox sandbox_;
};

class Pinned : public ::testing::TestWithParam<bool> {
 protected:
  // All wall times that a program shows lie between the real ones before and after it, shifted.
  void expect_shifted(const std::vector<std::string>& argv, std::size_t looks,
                      std::int64_t shift_ns) {
    const std::int64_t before = now_ns(CLOCK_REALTIME) + shift_ns;
    const std::string text = pinned_.output(argv, with_clock(WallClock::shifted_by(shift_ns)));
    const std::int64_t after = now_ns(CLOCK_REALTIME) + shift_ns;
    const std::vector<std::int64_t> shown = values(text, "wall");
    EXPECT_THAT(shown, SizeIs(looks)) << text;
    // Some show whole seconds, and the coarse clock lies behind by a tick.
    EXPECT_THAT(shown, Each(AllOf(Ge(before - kSecond), Le(after)))) << text;
  }

  void expect_everywhere(const std::vector<std::string>& argv, std::size_t looks,
                         std::int64_t instant_ns) {
    const std::string text = pinned_.output(argv, with_clock(WallClock::fixed_at(instant_ns)));
    EXPECT_THAT(values(text, "wall"), SizeIs(looks)) << text;
    EXPECT_THAT(values(text, "wall"),
                Each(AllOf(Ge(instant_ns / kSecond * kSecond), Le(instant_ns))))
        << text;
  }

  void expect_same_twice(const std::vector<std::string>& argv, const Pins& pins) {
    const std::string first = pinned_.output(argv, pins);
    EXPECT_FALSE(first.empty());
    EXPECT_EQ(first, pinned_.output(argv, pins));
  }

  PinnedRun pinned_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Runs, Pinned, ::testing::Values(true, false),
                         [](const auto& run) { return run.param ? "Recorded" : "Unrecorded"; });

constexpr std::int64_t kShifts[] = {-3600 * kSecond, 86'400 * kSecond, 123'456'789,
                                    -987'654'321'987'654'321};
constexpr std::size_t kLooks = 12;

TEST_P(Pinned, EveryWayToAskShowsTheShiftedClock) {
  for (const std::int64_t shift : kShifts) {
    expect_shifted({subject("surroundings"), "show"}, kLooks, shift);
    expect_shifted({subject("surroundings_static"), "show"}, kLooks, shift);
  }
}

TEST_P(Pinned, OtherClocksStayReal) {
  for (const WallClock& clock : {WallClock::shifted_by(3600 * kSecond),
                                 WallClock::fixed_at(kInstant), WallClock::stepped_from(0)}) {
    const std::int64_t before = now_ns(CLOCK_MONOTONIC);
    const std::string text = pinned_.output({subject("surroundings"), "show"}, with_clock(clock));
    const std::int64_t after = now_ns(CLOCK_MONOTONIC);
    EXPECT_THAT(values(text, "monotonic"), SizeIs(2));
    EXPECT_THAT(values(text, "monotonic"), Each(AllOf(Ge(before), Le(after))));
    EXPECT_EQ(values(text, "unknown"), std::vector<std::int64_t>{-1});
  }
}

TEST_P(Pinned, FixedClockNeverGoesOn) {
  expect_everywhere({subject("surroundings"), "show"}, kLooks, kInstant);
  expect_everywhere({subject("surroundings_static"), "show"}, kLooks, kInstant);
}

TEST_P(Pinned, SteppedClockGoesOnWithEachLookAndIsTheSameInEachRun) {
  const Pins pins = with_clock(WallClock::stepped_from(kInstant, kSecond));
  const std::string first = pinned_.output({subject("surroundings"), "show"}, pins);
  const std::vector<std::int64_t> shown = values(first, "wall");
  ASSERT_THAT(shown, SizeIs(kLooks));
  for (std::size_t n = 1; n < 4; ++n) EXPECT_EQ(shown[n] - shown[n - 1], kSecond);
  EXPECT_EQ(shown[4] - shown[3], 2 * kSecond);  // it looks twice
  EXPECT_EQ(shown, values(pinned_.output({subject("surroundings"), "show"}, pins), "wall"));
}

TEST_P(Pinned, WaitsForAbsoluteTimesTakeTheirTime) {
  for (const WallClock& clock :
       {WallClock::shifted_by(-3600 * kSecond), WallClock::shifted_by(86'400 * kSecond),
        WallClock::fixed_at(kInstant), WallClock::stepped_from(kInstant)}) {
    for (const char* program : {"surroundings", "surroundings_static"}) {
      const std::string text = pinned_.output({subject(program), "wait"}, with_clock(clock));
      EXPECT_THAT(lines_of(text), SizeIs(7));
      EXPECT_THAT(values(text, ""), Each(AllOf(Ge(95'000'000), Le(2 * kSecond)))) << text;
    }
  }
}

TEST_P(Pinned, GoSeesTheClock) {
  if (!std::filesystem::exists(subject("go_surroundings"))) GTEST_SKIP() << "built without Go";
  for (const std::int64_t shift : kShifts) expect_shifted({subject("go_surroundings")}, 5, shift);
  expect_everywhere({subject("go_surroundings")}, 5, kInstant);
}

struct Program {
  const char* name;
  std::vector<std::string> argv;  // prints one line "wall NANOSECONDS"
};

const std::vector<Program>& programs() {
  static const std::vector<Program> all = {
      {"date", {"date", "+wall %s%N"}},
      {"sh", {"sh", "-c", "sh -c 'date +\"wall %s%N\"'"}},
      {"bash", {"bash", "-c", "echo wall ${EPOCHREALTIME/./}000"}},
      {"python3", {"python3", "-c", "import time; print('wall', time.time_ns())"}},
      {"perl", {"perl", "-e", "print 'wall ', time, '000000000', qq(\\n)"}},
      {"sqlite3",
       {"sqlite3", ":memory:", "select 'wall ' || strftime('%s', 'now') || '000000000'"}},
      {"node", {"node", "-e", "console.log('wall ' + Date.now() + '000000')"}},
  };
  return all;
}

TEST_P(Pinned, ProgramsSeeTheClock) {
  std::size_t tried = 0;
  for (const Program& program : programs()) {
    SCOPED_TRACE(program.name);
    if (!installed(program.name)) continue;
    ++tried;
    for (const std::int64_t shift : {-3600 * kSecond, 86'400 * kSecond}) {
      expect_shifted(program.argv, 1, shift);
    }
    expect_everywhere(program.argv, 1, kInstant);
  }
  EXPECT_GE(tried, 2u);
}

constexpr const char* kJava =
    "public class Now { public static void main(String[] a) {"
    " System.out.println(\"wall \" + System.currentTimeMillis() + \"000000\");"
    " System.out.println(java.util.UUID.randomUUID()); } }";

TEST_P(Pinned, JavaSeesTheClockAndRandomBytes) {
  if (!installed("javac")) GTEST_SKIP() << "no javac";
  pinned_.sandbox().put("Now.java", kJava);
  Pins pins = with_clock(WallClock::fixed_at(kInstant));
  pins.random_seed = 4;
  const std::vector<std::string> argv{"java", "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1",
                                      "Now.java"};
  const std::string text = pinned_.output(argv, pins);
  EXPECT_EQ(values(text, "wall"), std::vector<std::int64_t>{kInstant / 1'000'000 * 1'000'000});
  EXPECT_EQ(text, pinned_.output(argv, pins));
}

TEST_P(Pinned, RandomBytesAreTheSameInEachRun) {
  for (const char* program : {"surroundings", "surroundings_static"}) {
    const std::vector<std::string> argv{subject(program), "random"};
    expect_same_twice(argv, with_seed(1));
    const std::vector<std::string> one = lines_of(pinned_.output(argv, with_seed(1)));
    const std::vector<std::string> two = lines_of(pinned_.output(argv, with_seed(2)));
    ASSERT_THAT(one, SizeIs(12));
    ASSERT_THAT(two, SizeIs(12));
    std::set<std::string> different;
    for (std::size_t n = 0; n < one.size(); ++n) {
      EXPECT_EQ(one[n] == two[n], one[n].starts_with("stack")) << one[n];
      different.insert(one[n].substr(one[n].rfind(' ')));
    }
    EXPECT_THAT(different, SizeIs(one.size()));
  }
}

TEST_P(Pinned, ProgramsGetTheSameRandomBytes) {
  const std::vector<std::vector<std::string>> commands = {
      {"sh", "-c", "head -c 9 /dev/urandom | od -An -tx1; head -c 5 < /dev/random | od -An -tx1"},
      {"sh", "-c", "for n in 1 2 3; do head -c 4 /dev/urandom | od -An -tx1; done"},
      {"cat", "/proc/sys/kernel/random/uuid"},
      {"mktemp", "-u"},
      {"sqlite3", ":memory:", "select hex(randomblob(16)), random()"},
      {"python3", "-c",
       "import uuid, os, random, secrets, tempfile\n"
       "print(uuid.uuid4(), os.urandom(5), random.random(), secrets.token_hex(), hash('x'))\n"
       "print({'a', 'b', 'c', 'd'}, id(object()), tempfile.mktemp())"},
      {"perl", "-e", "print rand(), ' ', join(' ', keys %{{1, 2, 3, 4, 5, 6}})"},
  };
  for (const std::vector<std::string>& command : commands) {
    SCOPED_TRACE(command.back());
    if (installed(command.front())) expect_same_twice(command, with_seed(7));
  }
  const std::string three = pinned_.output(commands[1], with_seed(7));
  const std::vector<std::string> lines = lines_of(three);
  EXPECT_THAT(std::set<std::string>(lines.begin(), lines.end()), SizeIs(3));
}

TEST_P(Pinned, NothingIsPinnedByItself) {
  const std::int64_t before = now_ns(CLOCK_REALTIME);
  const std::string text = pinned_.output({subject("surroundings"), "show"}, Pins());
  EXPECT_THAT(values(text, "wall"), Each(AllOf(Ge(before - kSecond), Le(now_ns(CLOCK_REALTIME)))));
  EXPECT_NE(pinned_.output({subject("surroundings"), "random"}, Pins()),
            pinned_.output({subject("surroundings"), "random"}, Pins()));
}

TEST_P(Pinned, FilesOfTwoRunsAgree) {
  if (!installed("sqlite3") || !installed("python3")) GTEST_SKIP() << "no sqlite3 or no python3";
  const std::string script =
      "sqlite3 db 'create table t (a, b); insert into t values (randomblob(99), julianday())';"
      "python3 -c 'import uuid, time, pathlib\n"
      "pathlib.Path(str(uuid.uuid4())).write_text(str(time.time()))'; date > now;"
      "mv $(mktemp -p .) kept; head -c 3000 /dev/urandom > noise";
  Pins pins = with_clock(WallClock::fixed_at(kInstant));
  pins.random_seed = 3;
  const auto files = [&] {
    pinned_.sandbox().restore();
    pinned_.output({"sh", "-ec", script}, pins);
    return picture_of(pinned_.sandbox().workspace(), false);
  };
  const TreePicture first = files();
  EXPECT_GT(first.size(), 5u);
  EXPECT_EQ(difference(first, files()), "");
}

TEST(PinnedTrace, IsAsCompleteAsAnyOther) {
  PinnedRun pinned(true);
  Pins pins = with_clock(WallClock::stepped_from(kInstant));
  pins.random_seed = 11;
  const Supervised run = pinned.run({subject("random_files"), "5", "120"}, pins);
  EXPECT_TRUE(run.trace.exit.succeeded());
  EXPECT_GT(run.trace.events.size(), 20u);
  const std::string copy = pinned.sandbox().copy_of_beginning();
  ASSERT_NO_THROW(replay(run.trace, run.trace.events.size(), copy));
  EXPECT_EQ(difference(picture_of(pinned.sandbox().workspace(), true), picture_of(copy, true)), "");
}

TEST(PinnedTrace, UnrecordedRunsHaveNoFileEvents) {
  PinnedRun pinned(false);
  const Supervised run =
      pinned.run({"sh", "-c", "echo one > a; mv a b"}, with_clock(WallClock::fixed_at(kInstant)));
  EXPECT_EQ(pinned.sandbox().read("b"), "one\n");
  for (const Event& event : run.trace.events) EXPECT_FALSE(changes_files(event.kind));
}

TEST(Vdso, HasTheFunctionsThatAreReplaced) {
  const Vdso& vdso = own_vdso();
  if (vdso.image == nullptr) GTEST_SKIP() << "this kernel gives none";
  EXPECT_TRUE(vdso.clock_gettime.exists());
  EXPECT_TRUE(vdso.gettimeofday.exists());
  EXPECT_TRUE(vdso.time.exists());
}

TEST(WallClock, IsMovedWhateverItIs) {
  EXPECT_EQ(moved_by(WallClock(), 5), WallClock::shifted_by(5));
  EXPECT_EQ(moved_by(WallClock::shifted_by(5), -7), WallClock::shifted_by(-2));
  EXPECT_EQ(moved_by(WallClock::fixed_at(5), 7), WallClock::fixed_at(12));
  EXPECT_EQ(moved_by(WallClock::stepped_from(5, 3), 7), WallClock::stepped_from(12, 3));
}

RC_GTEST_PROP(PinnedRandomBytes, DoNotDependOnHowTheyAreTaken, ()) {
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  const auto parts =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 40));
  PinnedRandom whole(seed);
  PinnedRandom pieces(seed);
  std::string joined;
  std::size_t length = 0;
  pieces.device("/dev/urandom", "main");
  for (const std::size_t part : parts) {
    length += part;
    joined += pieces.next("main", part);
    pieces.next("main/1", part);
  }
  RC_ASSERT(joined == whole.next("main", length));
}

RC_GTEST_PROP(ShiftedClock, IsShiftedByAnyAmount, ()) {
  const auto shift =
      *rc::gen::inRange<std::int64_t>(-1'000'000'000 * kSecond, 1'000'000'000 * kSecond);
  PinnedRun pinned(false);
  const std::int64_t before = now_ns(CLOCK_REALTIME) + shift;
  const std::string text = pinned.output({subject("surroundings_static"), "show"},
                                         with_clock(WallClock::shifted_by(shift)));
  const std::int64_t after = now_ns(CLOCK_REALTIME) + shift;
  const std::vector<std::int64_t> exact = values(text, "wall ");
  RC_ASSERT(exact.size() == kLooks);
  RC_ASSERT(exact.front() >= before);
  RC_ASSERT(exact.front() <= after);
}

}  // namespace
}  // namespace crashproof::testing
