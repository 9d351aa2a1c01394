// The least input with which a finding shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/audits/program.h"
#include "tests/audits/workspace.h"

namespace crashproof::audits {
namespace {

using testing::Contains;
using testing::HasSubstr;

// One kind of item is marked as done before its row is there; the others are done right.
constexpr const char* careless_with_odd_items =
    "mkdir -p out\n"
    "for item in in/*; do\n"
    "  name=${item#in/}\n"
    "  [ -e out/$name.done ] && continue\n"
    "  if grep -q odd $item; then\n"
    "    : > out/$name.done; cp $item out/$name.tmp; mv out/$name.tmp out/$name\n"
    "  else\n"
    "    cp $item out/$name.tmp; mv out/$name.tmp out/$name; : > out/$name.done\n"
    "  fi\n"
    "done\n";

void write_items(const Workspace& workspace) {
  workspace.write("job.sh", careless_with_odd_items);
  for (const char* name : {"a", "b", "c", "e"})
    workspace.write(std::string("in/") + name, "even\n");
  workspace.write("in/d", "odd\n");
}

TEST(SmallestInput, IsTheItemThatIsDoneWrong) {
  const Workspace workspace;
  write_items(workspace);
  const auto before = fingerprints(workspace.path());
  const Workspace elsewhere;
  const Audited audited = audit("--no-diagnose --cuts none --item 'in/*' --keep-input " +
                                    elsewhere.path("small") + " -- sh job.sh",
                                workspace.path(), 170);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_FALSE(audited.findings.empty());
  const Json& smallest = audited.findings.front().at("smallest_input");
  EXPECT_EQ(smallest.at("items"), Json({"in/d"})) << audited.all();
  EXPECT_EQ(smallest.at("of"), 5);
  EXPECT_EQ(smallest.at("note"), nullptr);
  EXPECT_EQ(elsewhere.read("small/finding-1/in/d"), "odd\n");
  EXPECT_FALSE(elsewhere.has("small/finding-1/in/a"));
  EXPECT_TRUE(elsewhere.has("small/finding-1/job.sh"));
  EXPECT_EQ(fingerprints(workspace.path()), before);
}

// Says that a record is done before its row is there, but only of odd ones.
constexpr const char* careless_with_odd_records = R"py(
import json, os
def save(n):
    with open('n.tmp', 'w') as f: f.write(str(n))
    os.rename('n.tmp', 'n')
done = int(open('n').read()) if os.path.exists('n') else 0
with open('in.jsonl') as f: records = [json.loads(line) for line in f if line.strip()]
for number, record in enumerate(records[done:], done + 1):
    if record['kind'] == 'odd': save(number)
    path = 'out-%d' % record['id']
    with open('row.tmp', 'w') as f: f.write(json.dumps(record))
    os.rename('row.tmp', path)
    if record['kind'] != 'odd': save(number)
)py";

std::string json_lines(int count, int odd) {
  std::string text;
  for (int id = 1; id <= count; ++id)
    text += "{\"id\": " + std::to_string(id) + ", \"kind\": \"" + (id == odd ? "odd" : "even") +
            "\"}\n";
  return text;
}

Json records_left(const char* path, std::vector<int> lines, int of) {
  return {{"path", path}, {"lines", std::move(lines)}, {"of", of}};
}

TEST(SmallestInput, IsTheRecordThatIsDoneWrong) {
  const Workspace workspace;
  workspace.write("job.py", careless_with_odd_records);
  workspace.write("in.jsonl", json_lines(12, 7));
  const auto before = fingerprints(workspace.path());
  const Workspace elsewhere;
  const Audited audited = audit("--no-diagnose --cuts none --keep-input " +
                                    elsewhere.path("small") + " -- /usr/bin/python3 job.py",
                                workspace.path(), 170);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  ASSERT_FALSE(audited.findings.empty());
  const Json& smallest = audited.findings.front().at("smallest_input");
  EXPECT_EQ(smallest.at("records"), Json::array({records_left("in.jsonl", {7}, 12)}))
      << audited.all();
  EXPECT_EQ(smallest.at("note"), nullptr);
  const std::string line = "{\"id\": 7, \"kind\": \"odd\"}\n";
  EXPECT_EQ(elsewhere.read("small/finding-1/in.jsonl"), line);
  EXPECT_TRUE(elsewhere.has("small/finding-1/job.py"));
  EXPECT_EQ(workspace.read(".crashproof/smallest/finding-1/in.jsonl"), line);
  EXPECT_FALSE(workspace.has(".crashproof/smallest/finding-1/job.py"));
  EXPECT_EQ(fingerprints(workspace.path()), before);
  const Ran again =
      run_line("\"$CRASHPROOF\" replay --quiet '" + smallest.at("schedule").get<std::string>() +
                   "' -- /usr/bin/python3 job.py",
               elsewhere.path("small/finding-1"));
  EXPECT_EQ(again.exit, 1) << again.out << again.err;
}

class SmallestTable : public testing::Test {
 protected:
  SmallestTable() {
    workspace_.write("job.sh",
                     "for row in $(tail -n +2 in/rows.csv 2>&-) $(cat in/names 2>&-); do\n"
                     "  [ -e out-$row ] && continue\n"
                     "  case $row in\n"
                     "    odd*) : > out-$row; echo $row > tmp; mv tmp row-$row;;\n"
                     "    *) echo $row > tmp; mv tmp row-$row; : > out-$row;;\n"
                     "  esac\n"
                     "done\n");
    workspace_.write("in/rows.csv", "id,kind\n1,x\n2,x\nodd3,x\n4,x\n");
    workspace_.write("in/names", "a\nb\nc\n");
  }

  Json smallest_with(const std::string& options) {
    const Audited audited =
        audit("--no-diagnose --cuts none --minimise-input " + options + " -- sh job.sh",
              workspace_.path(), 170);
    EXPECT_EQ(audited.exit(), 1) << audited.all();
    return audited.findings.empty() ? Json() : audited.findings.front().at("smallest_input");
  }
  std::string left(const std::string& name) const {
    return workspace_.read(".crashproof/smallest/finding-1/" + name);
  }

  Workspace workspace_;
};

// One item with two files of records, of which only a named one may be of plain lines.
TEST_F(SmallestTable, KeepsItsHeaderAndOneRow) {
  const Json smallest = smallest_with("--item in");
  EXPECT_EQ(smallest.at("items"), Json::array({"in"}));
  EXPECT_EQ(smallest.at("records"),
            Json::array({records_left("in/rows.csv", {4}, 4), records_left("in/names", {}, 3)}));
  EXPECT_EQ(left("in/rows.csv"), "id,kind\nodd3,x\n");
  EXPECT_EQ(left("in/names"), "");
}

TEST_F(SmallestTable, FilesAreLeftOutBeforeRecords) {
  const Json smallest = smallest_with("--item 'in/*'");
  EXPECT_EQ(smallest.at("items"), Json::array({"in/rows.csv"}));
  EXPECT_EQ(smallest.at("records"), Json::array({records_left("in/rows.csv", {4}, 4)}));
  EXPECT_LE(smallest.at("tried"), 41);
  EXPECT_FALSE(workspace_.has(".crashproof/smallest/finding-1/in/names"));
}

TEST_F(SmallestTable, LinesThatNobodyNamedStay) {
  const Json smallest = smallest_with("");
  EXPECT_EQ(smallest.at("records"), Json::array({records_left("in/rows.csv", {4}, 4)}));
  EXPECT_EQ(smallest.at("note"), nullptr);
}

// With no items at all, what was not made smaller is nevertheless all of the records.
TEST_F(SmallestTable, IsWholeWhereASmallerOneWasNotLookedFor) {
  workspace_.write("in/rows.csv", "id,kind\nodd1,x\nodd2,x\nodd3,x\nodd4,x\n");
  const Audited audited =
      audit("--no-diagnose --cuts none --minimise-input -- sh job.sh", workspace_.path(), 170);
  ASSERT_GT(audited.findings.size(), 3U) << audited.all();
  const Json& smallest = audited.findings[3].at("smallest_input");
  EXPECT_EQ(smallest.at("tried"), 0);
  EXPECT_EQ(smallest.at("records"), Json::array({records_left("in/rows.csv", {2, 3, 4, 5}, 4)}));
}

// Of three rows one is replaced without fsync.
TEST(SmallestInput, OfAPowerCut) {
  const Workspace workspace;
  workspace.write("job.py", R"py(
import json, os
directory = os.open('.', os.O_RDONLY)
with open('in.jsonl') as f: records = [json.loads(line) for line in f]
for record in records:
    path = 'out-%d' % record['id']
    if os.path.exists(path): continue
    with open('tmp', 'w') as f:
        f.write(json.dumps(record))
        f.flush()
        if record['kind'] != 'odd': os.fsync(f.fileno())
    os.rename('tmp', path)
    os.fsync(directory)
)py");
  workspace.write("in.jsonl", json_lines(6, 4));
  const Audited audited = audit(
      "--cuts none --model xfs --minimise-input -- /usr/bin/python3 job.py", workspace.path(), 170);
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  const std::vector<Json> findings = audited.findings_by("power-loss");
  ASSERT_FALSE(findings.empty()) << audited.all();
  const Json& smallest = findings.front().at("smallest_input");
  EXPECT_EQ(smallest.at("records"), Json::array({records_left("in.jsonl", {4}, 6)}))
      << audited.all();
  EXPECT_TRUE(smallest.at("schedule").get<std::string>().starts_with("power-loss[xfs: "));
  EXPECT_FALSE(findings.front().at("code").is_null()) << audited.all();
}

TEST(SmallestInput, NeedsItems) {
  const Workspace workspace;
  workspace.write("job.sh", "[ -e done ] || { echo > done; echo row > rows; }\n");
  const Audited audited = audit(
      "--no-diagnose --cuts none --minimise-input --item 'in/*' -- sh job.sh", workspace.path());
  EXPECT_EQ(audited.exit(), 1) << audited.all();
  EXPECT_THAT(audited.noted("note"), Contains(HasSubstr("the input was not made smaller")));
}

}  // namespace
}  // namespace crashproof::audits
