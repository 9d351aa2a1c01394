// What every description must keep to, and what each says of parameters and times.
#include "faults/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/model/schedule.h"

namespace crashproof {
namespace {

using ::testing::HasSubstr;

const Fault& fault_named(std::string_view name) {
  for (const Fault& fault : fault_catalogue()) {
    if (fault.name == name) return fault;
  }
  throw std::invalid_argument(std::string(name));
}

std::string problem(std::string_view name, const std::string& parameter) {
  return fault_named(name).problem(parameter);
}

TEST(Catalogue, NamesEachFaultOnceAndInWords) {
  std::set<std::string_view> names;
  for (const Fault& fault : fault_catalogue()) {
    EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
    EXPECT_FALSE(fault.summary.empty()) << fault.name;
    EXPECT_EQ(fault.summary.find('\n'), std::string_view::npos) << fault.name;
    EXPECT_NE(fault.problem, nullptr) << fault.name;
  }
}

TEST(Catalogue, ShowsExamplesThatItWouldAccept) {
  for (const Fault& fault : fault_catalogue()) {
    const CrashSchedule example = parse_schedule(fault.example);
    bool is_about_it = false;
    for (const ScheduleStep& step : example.steps) {
      EXPECT_EQ(problem_with(step), "") << fault.example;
      is_about_it = is_about_it || step.fault == fault.name;
    }
    EXPECT_TRUE(is_about_it) << fault.example;
    EXPECT_EQ(to_string(example), fault.example);
  }
}

TEST(Catalogue, SaysWhatIsWrongWithAStep) {
  const auto wrong = [](const std::string& text) {
    return problem_with(parse_schedule(text).steps.front());
  };
  EXPECT_EQ(wrong("kil@start"), "unknown fault kil");
  EXPECT_EQ(wrong("kill[x]@start"), "kill: kill takes no parameter");
  EXPECT_THAT(wrong("clock[+1h]@start"), HasSubstr("clock happens before a resume: write kill@"));
  EXPECT_THAT(wrong("kill@resume1"), HasSubstr("kill needs a position in a run: write kill@"));
  EXPECT_THAT(wrong("poison[x]@start"), HasSubstr("poison is about every run: write poison["));
  EXPECT_THAT(wrong("errno[EIO]@every"), HasSubstr("errno needs a position"));
  EXPECT_EQ(wrong("errno[ENOSUCH]@start"), "errno: 'ENOSUCH' is no errno: write e.g. ENOSPC");
}

TEST(Parameters, ThatAreWellFormed) {
  const std::vector<std::pair<std::string, std::string>> good{
      {"kill", ""},
      {"failpoint", "load/before_commit"},
      {"failpoint", "load/before_commit@2=ENOSPC"},
      {"errno", "ENOSPC"},
      {"errno", "EIO, times=3"},
      {"errno", "EIO,times=all"},
      {"short-write", ""},
      {"short-write", "4096"},
      {"disk-full", ""},
      {"library", "libc/mm/malloc"},
      {"library", "posix/io/rw/write,call=all,errno=ENOSPC"},
      {"interrupt", ""},
      {"interrupt", "SIGINT,group,again=INT,grace=500ms"},
      {"interrupt", "group"},
      {"kill-one", ""},
      {"kill-one", "main/2/1"},
      {"stall", "main/2+3,seconds=0.5"},
      {"stall", "seconds=2"},
      {"poison", "in/*.csv"},
      {"clock", "+1h"},
      {"clock", "-30d"},
      {"late-input", "in/a,b=c"},
      {"late-input", "in/a,as=in/0"},
      {"late-input", "in/a,as=in/0,fresh"},
      {"as-of", "state/ckpt.json=before:rename(state/ckpt.json)#2"},
      {"as-of", "a=b=start"},
      {"rows", "jobs.db#jobs:status='processing'"},
      {"rows", "jobs.db#jobs:id=7->status='pending'"},
      {"version", "state/ckpt.json:version"},
      {"version", "a:b=c:d"},
      {"truncate", "a"},
      {"truncate", "a:b:0"},
      {"empty", "a:b"},
      {"replica", ""},
      {"replica", "250ms"},
      {"command", "./job --workers 1"},
      {"hostname", "node-7.example_org"},
  };
  for (const auto& [name, parameter] : good) EXPECT_EQ(problem(name, parameter), "") << parameter;
}

TEST(Parameters, ThatAreNotAreToldWhy) {
  const std::vector<std::tuple<std::string, std::string, std::string>> bad{
      {"kill", "now", "takes no parameter"},
      {"failpoint", "", "which failpoint?"},
      {"failpoint", "@2", "which failpoint?"},
      {"failpoint", "a@0", "'0' is no number of a hit"},
      {"failpoint", "a=ENOPE", "'ENOPE' is no errno"},
      {"errno", "", "which errno?"},
      {"errno", "28", "'28' is no errno"},
      {"errno", "EIO,times=0", "'0' is no number of times"},
      {"errno", "EIO,times=", "'' is no number of times"},
      {"errno", "EIO,time=1", "unknown option time=1"},
      {"errno", "EIO,ENOSPC", "'ENOSPC' is one word too many"},
      {"short-write", "-1", "'-1' is no number of bytes"},
      {"short-write", "0", "'0' is no number of bytes"},
      {"short-write", "99999999999999999999", "is no number of bytes"},
      {"disk-full", "90%", "takes no parameter"},
      {"library", "", "which call?"},
      {"library", "malloc", "'malloc' is no point of libfiu's preload"},
      {"library", "libc/mm/malloc libc", "is no point"},
      {"library", "libc/*", "is no point"},
      {"interrupt", "KILL", "KILL does not ask a job to stop"},
      {"interrupt", "TERM,INT", "'INT' is one word too many"},
      {"interrupt", "group,group,group", "one word too many"},
      {"interrupt", "TERM,again=9", "'9' is no signal"},
      {"interrupt", "TERM,grace=0", "the grace time must be more than 0 s"},
      {"interrupt", "TERM,grace=2h", "at most an hour"},
      {"kill-one", "worker", "'worker' is no process of a trace"},
      {"kill-one", "main+1", "main+1 is a thread"},
      {"stall", "main,seconds=soon", "'soon' is no duration"},
      {"poison", "", "which file?"},
      {"clock", "", "by how much?"},
      {"clock", "0", "not moved"},
      {"clock", "+1fortnight", "is no duration"},
      {"clock", "200000d", "longer than 100 years"},
      {"late-input", "", "which file?"},
      {"as-of", "a", "as of when?"},
      {"as-of", "/etc/passwd=start", "not relative to the workspace"},
      {"as-of", "a=after:nothing(a)", "'nothing' is no kind of event"},
      {"rows", "jobs.db", "which records?"},
      {"rows", "jobs.db#:status=1", "a table, a field or a value is missing"},
      {"late-input", "/etc/passwd", "not relative to the workspace"},
      {"late-input", "a,as=../b", "no plain path"},
      {"version", "a", "which field?"},
      {"version", "a:", "name of the field"},
      {"version", "a:b=", "value after '='"},
      {"version", "../a:b", "no plain path"},
      {"version", "a:\"b", "cannot be looked for"},
      {"truncate", "a:x", "'x' is no number of bytes"},
      {"truncate", "a:", "'' is no number of bytes"},
      {"truncate", "a//b", "no plain path"},
      {"empty", "a/./b", "no plain path"},
      {"replica", "-1s", "is no delay"},
      {"replica", "soon", "is no duration"},
      {"command", " ", "which command?"},
      {"hostname", "two words", "is no name of a host"},
      {"hostname", std::string(65, 'a'), "is no name of a host"},
  };
  for (const auto& [name, parameter, why] : bad) {
    EXPECT_THAT(problem(name, parameter), HasSubstr(why)) << name << " " << parameter;
    EXPECT_EQ(problem(name, parameter).find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace crashproof
