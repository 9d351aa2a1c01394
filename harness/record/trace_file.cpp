// Encodes, decodes, writes and reads traces; docs/TRACE_FORMAT.md describes every byte.
#include "harness/record/trace_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "harness/record/replaced_file.h"
#include "harness/record/trace_bytes.h"
#include "harness/record/trace_sections.h"
#include "harness/record/whole_file.h"

namespace crashproof {
namespace {

constexpr std::string_view kMagic = "CPTRACE\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kBlobSectionBytes = std::size_t{4} << 20;

constexpr std::string_view kStrings = "STRS";
constexpr std::string_view kSummary = "SUMM";
constexpr std::string_view kEvents = "EVNT";
constexpr std::string_view kBlobs = "BLOB";
constexpr std::string_view kEnd = "ENDS";

// ---- An Event's fields, in the order of their bits in a row's mask --------------------------

constexpr std::array kTexts{&Event::process, &Event::call, &Event::path, &Event::target};
constexpr std::array kWide{&Event::offset, &Event::length, &Event::inode};
constexpr std::array kNarrow{&Event::bytes, &Event::mode, &Event::uid, &Event::gid};
constexpr std::array kSigned{&Event::result};
// Times of one file lie close to those of the Event before, so they are stored as differences.
constexpr std::array kTimes{&Event::mtime_ns, &Event::atime_ns, &Event::directory_mtime_ns,
                            &Event::target_directory_mtime_ns};
constexpr std::size_t kFields =
    1 + kTexts.size() + kWide.size() + kNarrow.size() + kSigned.size() + kTimes.size();
using TimesBefore = std::array<std::uint64_t, kTimes.size()>;

// ---- Encoding -------------------------------------------------------------------------------

class StringTable {
 public:
  std::uint64_t id(const std::string& text) {
    const auto [found, added] = ids_.try_emplace(text, ids_.size());
    if (added) writer_.text(text);
    return found->second;
  }
  std::string encoded() const {
    ByteWriter writer;
    writer.varint(ids_.size());
    writer.raw(writer_.bytes());
    return writer.take();
  }

 private:
  std::unordered_map<std::string, std::uint64_t> ids_;
  ByteWriter writer_;
};

void encode_event(const Event& event, std::uint64_t position, TimesBefore& before,
                  StringTable& strings, ByteWriter& writer) {
  ByteWriter fields;
  std::uint64_t mask = 0;
  std::uint64_t bit = 1;
  const auto field = [&](bool present, auto&& write) {
    if (present) {
      mask |= bit;
      write();
    }
    bit <<= 1;
  };
  field(event.index != position, [&] { fields.varint(event.index); });
  for (const auto text : kTexts) {
    field(!(event.*text).empty(), [&] { fields.varint(strings.id(event.*text)); });
  }
  for (const auto number : kWide) field(event.*number, [&] { fields.varint(event.*number); });
  for (const auto number : kNarrow) field(event.*number, [&] { fields.varint(event.*number); });
  for (const auto number : kSigned) {
    field(event.*number, [&] { fields.varint(zigzag(event.*number)); });
  }
  for (std::size_t i = 0; i < kTimes.size(); ++i) {
    const auto time = static_cast<std::uint64_t>(event.*kTimes[i]);
    field(time, [&] {
      fields.varint(zigzag(static_cast<std::int64_t>(time - before[i])));
      before[i] = time;
    });
  }
  writer.varint(strings.id(std::string(name_of(event.kind))));
  writer.varint(mask);
  writer.raw(fields.bytes());
}

void encode_gaps(const std::vector<Gap>& gaps, StringTable& strings, ByteWriter& writer) {
  writer.varint(gaps.size());
  for (const Gap& gap : gaps) {
    writer.varint(strings.id(gap.what));
    writer.varint(strings.id(gap.detail));
    writer.varint(gap.count);
  }
}

std::string encode_summary(const Trace& trace, StringTable& strings) {
  ByteWriter writer;
  writer.u8(static_cast<std::uint8_t>(trace.exit.how));
  writer.varint(zigzag(trace.exit.code));
  writer.real(trace.exit.seconds);
  writer.varint(trace.processes);
  writer.varint(trace.threads);
  writer.varint(trace.leftover_processes);
  encode_gaps(trace.gaps, strings, writer);
  encode_gaps(trace.refused_writes, strings, writer);
  return writer.take();
}

std::string encode_events(const Trace& trace, StringTable& strings) {
  ByteWriter writer;
  TimesBefore before{};
  writer.varint(trace.events.size());
  for (std::size_t i = 0; i < trace.events.size(); ++i) {
    encode_event(trace.events[i], i, before, strings, writer);
  }
  return writer.take();
}

// Cuts the blobs into sections of a few MiB, so that neither side holds all of them twice.
std::uint64_t append_blobs(const BlobStore& blobs, ByteWriter& file) {
  std::uint64_t sections = 0;
  ByteWriter part;
  for (std::size_t id = 1; id < blobs.size(); ++id) {
    part.text(blobs.get(static_cast<BlobId>(id)));
    if (part.size() < kBlobSectionBytes && id + 1 < blobs.size()) continue;
    append_section(file, kBlobs, part.take());
    part = ByteWriter();
    ++sections;
  }
  return sections;
}

// ---- Decoding -------------------------------------------------------------------------------

// What a file says, section by section, checked against each other at the end.
class TraceDecoder {
 public:
  explicit TraceDecoder(std::string_view bytes) : bytes_(bytes), file_(bytes, "the file") {}

  Trace decode() {
    read_header();
    read_strings(required(kStrings));
    read_summary(required(kSummary));
    read_events(required(kEvents));
    Section section = next();
    for (; section.tag == kBlobs; section = next()) read_blobs(section);
    if (section.tag != kEnd) file_.fail(fmt::format("expected section {}", kEnd));
    ByteReader end = reader(section);
    if (end.varint() != sections_ - 1) end.fail("a section is missing");
    end.expect_end();
    file_.expect_end();
    if (largest_blob_ >= trace_.blobs->size()) file_.fail("an event's bytes are missing");
    return std::move(trace_);
  }

 private:
  void read_header() {
    if (bytes_.substr(0, kMagic.size()) != kMagic) file_.fail("no trace begins like this");
    file_.raw(kMagic.size());
    const std::uint32_t version = file_.fixed32();
    if (version == kVersion) return;
    throw TraceFileError(fmt::format(
        "trace format version {} is unknown: this program reads version {}", version, kVersion));
  }

  Section next() {
    ++sections_;
    return next_section(file_, bytes_);
  }
  Section required(std::string_view tag) {
    Section section = next();
    if (section.tag != tag) file_.fail(fmt::format("expected section {}", tag));
    return section;
  }
  static ByteReader reader(const Section& section) {
    return {section.plain, "section " + section.tag};
  }

  void read_strings(const Section& section) {
    ByteReader in = reader(section);
    const std::uint64_t count = in.count();
    for (std::uint64_t i = 0; i < count; ++i) strings_.emplace_back(in.text());
    in.expect_end();
  }
  const std::string& string(ByteReader& in) const {
    const std::uint64_t id = in.varint();
    if (id >= strings_.size()) in.fail(fmt::format("string {} does not exist", id));
    return strings_[id];
  }

  void read_summary(const Section& section) {
    ByteReader in = reader(section);
    const std::uint8_t how = in.u8();
    if (how > static_cast<std::uint8_t>(RunExit::How::timed_out)) in.fail("unknown kind of exit");
    trace_.exit.how = static_cast<RunExit::How>(how);
    trace_.exit.code = static_cast<int>(unzigzag(in.varint32()));
    trace_.exit.seconds = in.real();
    trace_.processes = in.varint();
    trace_.threads = in.varint();
    trace_.leftover_processes = in.varint();
    trace_.gaps = read_gaps(in);
    trace_.refused_writes = read_gaps(in);
    in.expect_end();
  }
  std::vector<Gap> read_gaps(ByteReader& in) const {
    std::vector<Gap> gaps;
    const std::uint64_t count = in.count();
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string& what = string(in);
      const std::string& detail = string(in);
      gaps.push_back({what, detail, in.varint()});
    }
    return gaps;
  }

  void read_events(const Section& section) {
    ByteReader in = reader(section);
    TimesBefore before{};
    const std::uint64_t count = in.count();
    for (std::uint64_t i = 0; i < count; ++i) trace_.events.push_back(read_event(in, i, before));
    in.expect_end();
  }
  Event read_event(ByteReader& in, std::uint64_t position, TimesBefore& before) {
    Event event;
    const std::string& kind_name = string(in);
    const std::optional<EventKind> kind = event_kind_named(kind_name);
    if (!kind) in.fail(fmt::format("'{}' is no kind of event", kind_name));
    event.kind = *kind;
    std::uint64_t mask = in.varint();
    if (mask >> kFields != 0) in.fail("an event has unknown fields");
    const auto present = [&mask] {
      const bool set = mask & 1;
      mask >>= 1;
      return set;
    };
    event.index = present() ? in.varint() : position;
    for (const auto text : kTexts) event.*text = present() ? string(in) : std::string();
    for (const auto number : kWide) event.*number = present() ? in.varint() : 0;
    for (const auto number : kNarrow) event.*number = present() ? in.varint32() : 0;
    for (const auto number : kSigned) event.*number = present() ? unzigzag(in.varint()) : 0;
    for (std::size_t i = 0; i < kTimes.size(); ++i) {
      if (!present()) continue;
      before[i] += static_cast<std::uint64_t>(unzigzag(in.varint()));
      event.*kTimes[i] = static_cast<std::int64_t>(before[i]);
    }
    largest_blob_ = std::max(largest_blob_, event.bytes);
    return event;
  }

  void read_blobs(const Section& section) {
    ByteReader in = reader(section);
    while (!in.at_end()) {
      const std::size_t expected = trace_.blobs->size();
      if (trace_.blobs->add(in.text()) != expected) in.fail("the same bytes are stored twice");
    }
  }

  std::string_view bytes_;
  ByteReader file_;
  std::uint64_t sections_ = 0;
  std::vector<std::string> strings_;
  BlobId largest_blob_ = 0;
  Trace trace_;
};

}  // namespace

std::string encode_trace(const Trace& trace) {
  StringTable strings;
  const std::string summary = encode_summary(trace, strings);
  const std::string events = encode_events(trace, strings);
  ByteWriter file;
  file.raw(kMagic);
  file.fixed32(kVersion);
  append_section(file, kStrings, strings.encoded());
  append_section(file, kSummary, summary);
  append_section(file, kEvents, events);
  ByteWriter end;
  end.varint(3 + append_blobs(*trace.blobs, file));
  append_section(file, kEnd, end.bytes());
  return file.take();
}

Trace decode_trace(std::string_view bytes) {
  return TraceDecoder(bytes).decode();
}

void write_trace(const Trace& trace, const std::string& path) {
  replace_file(path, encode_trace(trace));
}

Trace read_trace(const std::string& path) {
  const std::string bytes = read_existing(path);
  try {
    return decode_trace(bytes);
  } catch (const TraceFileError& error) {
    throw TraceFileError(fmt::format("{}: {}", path, error.what()));
  }
}

}  // namespace crashproof
