// JSON, JSON Lines, CSV and plain lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <system_error>

#include "harness/judge/choose_reader.h"
#include "scenarios/state/catalogue.h"
#include "scenarios/state/csv.h"
#include "scenarios/state/json.h"
#include "scenarios/state/jsonl.h"
#include "scenarios/state/lines.h"
#include "tests/scenarios/temporary_file.h"

namespace crashproof {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// "table|name=value,name=value" a record.
std::vector<std::string> records_of(const Document& document) {
  std::vector<std::string> texts;
  for (const Record& record : document.records) {
    std::string text = record.table.empty() ? "" : record.table + "|";
    for (std::size_t i = 0; i < record.fields.size(); ++i) {
      text += (i ? "," : "") + record.fields[i].first + "=" + record.fields[i].second;
    }
    texts.push_back(text);
  }
  return texts;
}

Document read(const StateReader& reader, std::string_view name, std::string_view bytes) {
  const TemporaryDirectory directory;
  return reader.read(directory.write(name, bytes));
}

// The format by which a crash-free file of this name and content would be compared.
std::string chosen(std::string_view name, std::string_view bytes) {
  const TemporaryDirectory directory;
  const StateReader* reader =
      choose_reader(state_readers(), name, bytes.substr(0, 4096), directory.write("file", bytes));
  return reader ? std::string(reader->format()) : "none";
}

TEST(Formats, AreChosenByContentAndName) {
  EXPECT_EQ(chosen("a.json", "{\"a\": [1, 2]}\n"), "json");
  EXPECT_EQ(chosen("state", "{\"a\": 1}\n"), "json");
  EXPECT_EQ(chosen("state", "[{\"a\": 1}]"), "json");
  EXPECT_EQ(chosen("a.jsonl", "{\"a\": 1}\n"), "jsonl");
  EXPECT_EQ(chosen("a.json", "{\"a\": 1}\n{\"a\": 2}\n"), "jsonl");
  EXPECT_EQ(chosen("events.log", "{\"a\": 1}\n{\"a\": 2}\n"), "jsonl");
  EXPECT_EQ(chosen("a.csv", "id,name\n1,x\n"), "csv");
  EXPECT_EQ(chosen("a.TSV", "id,name\n1,x\n"), "csv");
  EXPECT_EQ(chosen("a.txt", "hello\n"), "lines");
  EXPECT_EQ(chosen("empty", ""), "lines");
}

TEST(Formats, TextThatMerelyLooksLikeAnotherIsLines) {
  EXPECT_EQ(chosen("a.log", "[INFO] started\n[INFO] ended\n"), "lines");
  EXPECT_EQ(chosen("template", "{name} is here\n"), "lines");
  EXPECT_EQ(chosen("a.json", "not yet\n"), "lines");
  EXPECT_EQ(chosen("a.json", "{\"a\": NaN}"), "lines");
  EXPECT_EQ(chosen("notes", "{\"a\" is a key\n{\"b\" too\n"), "lines");
  EXPECT_EQ(chosen("a.csv", "a,b\n1,2,3\n"), "lines");
  EXPECT_EQ(chosen("a.jsonl", "{\"a\": 1}\noops\n"), "lines");
}

TEST(Formats, BinaryFilesHaveNone) {
  EXPECT_EQ(chosen("a.gz", "\x1f\x8b\x08\x00 stuff"), "none");
  EXPECT_EQ(chosen("a.txt", std::string_view("a\0b", 3)), "none");
  EXPECT_EQ(chosen("latin1.txt", "caf\xe9\n"), "none");
  EXPECT_EQ(chosen("a.json", "\xff\xfe{"), "none");
}

TEST(Formats, ACharacterCutAtTheEndOfTheHeadIsText) {
  const std::string text = std::string(4095, 'x') + "\xc3\xa9\n";
  EXPECT_EQ(chosen("a.txt", text), "lines");
}

TEST(Formats, AMissingFileThrows) {
  for (const StateReader* reader : state_readers()) {
    EXPECT_THROW(reader->read("/nonexistent/file"), std::system_error) << reader->format();
  }
}

TEST(Json, ElementsOfArraysAreRecords) {
  EXPECT_THAT(records_of(read(json_reader(), "a", "[{\"id\":1,\"t\":[2,3]},{\"id\":2},7,[]]")),
              ElementsAre("id=1,t/0=2,t/1=3", "id=2", "value=7", "value=[]"));
  EXPECT_THAT(records_of(read(json_reader(), "a",
                              "{\"cursor\":5,\"s\":{\"done\":[\"a\",\"b\"],\"x\":null}}")),
              ElementsAre("cursor=5", "s/done|value=\"a\"", "s/done|value=\"b\"", "s/x=null"));
}

TEST(Json, ValuesKeepTheirTypeAndText) {
  EXPECT_THAT(records_of(read(json_reader(), "a",
                              "{\"a\":\"5\",\"b\":5,\"c\":5.0,\"d\":12345678901234567890.5,"
                              "\"e\":true,\"f\":{},\"g/h\":\"\\u00e9\\n\"}")),
              ElementsAre("a=\"5\"", "b=5", "c=5.0", "d=12345678901234567890.5", "e=true", "f={}",
                          "g~1h=\"é\\n\""));
}

TEST(Json, IsTornWhereverItIsCut) {
  const std::string text = "{\"a\": [1, 2, {\"b\": \"c\"}]}";
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const Document document = read(json_reader(), "a", text.substr(0, cut));
    EXPECT_FALSE(document.whole) << cut;
    EXPECT_THAT(document.records, IsEmpty());
    EXPECT_THAT(document.problem, HasSubstr("not JSON at byte"));
  }
}

TEST(Json, TooDeepIsNotRead) {
  const Document document = read(json_reader(), "a", std::string(1000000, '['));
  EXPECT_FALSE(document.whole);
  EXPECT_THAT(document.problem, HasSubstr("nested deeper"));
}

TEST(Jsonl, ALineIsARecord) {
  const Document document =
      read(jsonl_reader(), "a", "{\"id\":1,\"user\":{\"name\":\"x\"}}\n\n5\r\n{\"id\":2}");
  EXPECT_TRUE(document.whole);
  EXPECT_THAT(records_of(document), ElementsAre("id=1,user/name=\"x\"", "value=5", "id=2"));
}

TEST(Jsonl, ABrokenLineLeavesTheOthers) {
  const Document document = read(jsonl_reader(), "a", "{\"id\":1}\n{\"id\":2}\n{\"id\":");
  EXPECT_FALSE(document.whole);
  EXPECT_THAT(document.problem, HasSubstr("line 3"));
  EXPECT_THAT(records_of(document), ElementsAre("id=1", "id=2"));
}

TEST(Csv, TheHeaderNamesTheFields) {
  const Document document =
      read(csv_reader(), "a.csv", "id,name\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n2,\r\n");
  EXPECT_TRUE(document.whole);
  EXPECT_THAT(records_of(document), ElementsAre("header|column 1=id,column 2=name",
                                                "id=1,name=x, \"y\"\nz", "id=2,name="));
}

TEST(Csv, WithoutAHeaderFieldsHaveNumbers) {
  EXPECT_THAT(records_of(read(csv_reader(), "a.csv", "1,x\n2,y\n")),
              ElementsAre("1=1,2=x", "1=2,2=y"));
}

TEST(Csv, TabsSeparateTsv) {
  EXPECT_THAT(records_of(read(csv_reader(), "a.tsv", "a,b\tc\n1\t2\n")),
              ElementsAre("header|column 1=a,b,column 2=c", "a,b=1,c=2"));
}

TEST(Csv, ShortRowsAndOpenQuotesAreTorn) {
  const Document short_row = read(csv_reader(), "a.csv", "a,b,c\n1,2,3\n4,5");
  EXPECT_FALSE(short_row.whole);
  EXPECT_EQ(short_row.problem, "line 3 has 2 fields, not 3");
  const Document open = read(csv_reader(), "a.csv", "a,b\n1,\"x\ny");
  EXPECT_FALSE(open.whole);
  EXPECT_EQ(open.problem, "line 2: quotes are not closed");
}

// "line:text" of each, with a star at a header.
std::vector<std::string> placed(const StateReader& reader, std::string_view name,
                                std::string_view bytes) {
  const TemporaryDirectory directory;
  std::vector<std::string> texts;
  for (const RecordPlace& place : reader.places(directory.write(name, bytes))) {
    texts.push_back(
        std::to_string(place.line) + (place.is_header ? "*:" : ":") +
        std::string(bytes.substr(place.begin_bytes, place.end_bytes - place.begin_bytes)));
  }
  return texts;
}

TEST(Places, OfJsonlAreLinesThatHoldSomething) {
  EXPECT_THAT(placed(jsonl_reader(), "a.jsonl", "{\"a\":1}\n\n{\"a\":2}\r\n{}"),
              ElementsAre("1:{\"a\":1}\n", "3:{\"a\":2}\r\n", "4:{}"));
}

TEST(Places, OfCsvAreRowsWhateverLinesTheyTake) {
  EXPECT_THAT(placed(csv_reader(), "a.csv", "id,text\n1,\"a\nb\"\n\n2,c\r\n3,d"),
              ElementsAre("1*:id,text\n", "2:1,\"a\nb\"\n", "5:2,c\r\n", "6:3,d"));
}

TEST(Places, OfLinesAreAllOfThem) {
  EXPECT_THAT(placed(lines_reader(), "a", "x\n\ny"), ElementsAre("1:x\n", "2:\n", "3:y"));
  EXPECT_THAT(placed(lines_reader(), "a", ""), IsEmpty());
}

TEST(Places, OfAJsonDocumentAreNone) {
  EXPECT_THAT(placed(json_reader(), "a.json", "[{\"a\": 1},\n{\"a\": 2}]\n"), IsEmpty());
}

// Whatever the text: places do not overlap, and what is left without one of them is read as the
// other records.
RC_GTEST_PROP(Places, WithoutOneTheOthersStay, ()) {
  const std::vector<const StateReader*> readers{&csv_reader(), &jsonl_reader(), &lines_reader()};
  const StateReader& reader = **rc::gen::elementOf(readers);
  const auto bytes =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("1,a\"\n\r{}")));
  const TemporaryDirectory directory;
  const std::string path = directory.write("file", bytes);
  const Document all = reader.read(path);
  const std::vector<RecordPlace> places = reader.places(path);
  std::uint64_t at = 0;
  for (const RecordPlace& place : places) {
    RC_ASSERT(at <= place.begin_bytes && place.begin_bytes < place.end_bytes);
    at = place.end_bytes;
  }
  RC_ASSERT(at <= bytes.size());
  if (!all.whole || places.empty()) return;
  RC_ASSERT(places.size() == all.records.size());
  const auto gone = *rc::gen::inRange<std::size_t>(0, places.size());
  if (places[gone].is_header || (gone == 0 && reader.format() == "csv")) return;
  std::vector<Record> others = all.records;
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(gone));
  const std::string rest =
      bytes.substr(0, places[gone].begin_bytes) + bytes.substr(places[gone].end_bytes);
  RC_ASSERT(reader.read(directory.write("file", rest)).records == others);
}

TEST(Lines, AMissingLastNewlineIsSeen) {
  EXPECT_THAT(records_of(read(lines_reader(), "a", "one\n\ntwo\n")),
              ElementsAre("line=one", "line=", "line=two"));
  EXPECT_THAT(records_of(read(lines_reader(), "a", "one\ntwo")),
              ElementsAre("line=one", "line=two,newline=missing"));
}

TEST(Lines, ZeroBytesInATextAreTorn) {
  const Document document = read(lines_reader(), "a", std::string_view("one\n\0\0\0", 7));
  EXPECT_FALSE(document.whole);
  EXPECT_EQ(document.problem, "not text at byte 4");
}

}  // namespace
}  // namespace crashproof
