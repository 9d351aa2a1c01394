// The trace file: nothing is lost on the way, and no damage goes unnoticed.
#include "harness/record/trace_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zstd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "tests/fuzz/sealed_trace.h"
#include "tests/model/arbitrary.h"

namespace crashproof {
namespace {

namespace fs = std::filesystem;

// Every field of every part is set, some strings repeat, and a blob is worth compressing.
Trace rich_trace() {
  Trace trace;
  const BlobId row = trace.blobs->add("1,2,3\n");
  const BlobId page = trace.blobs->add(std::string(9000, 'x'));
  Event write;
  write.kind = EventKind::write;
  write.process = "main/2+3";
  write.call = "pwrite64";
  write.path = "out.csv";
  write.offset = 4096;
  write.length = 9000;
  write.bytes = page;
  write.mode = 0644;
  write.uid = 1000;
  write.gid = 100;
  write.result = -9;
  write.inode = 1234567;
  write.mtime_ns = 1700000000123456789;
  write.atime_ns = -5;
  write.directory_mtime_ns = 1700000000123456000;
  write.target_directory_mtime_ns = INT64_MIN;
  trace.events = {write, write};
  trace.events[1].index = 1;
  trace.events[1].kind = EventKind::rename;
  trace.events[1].target = "state/ckpt.json";
  trace.events[1].bytes = row;
  trace.events[1].mtime_ns = INT64_MAX;
  trace.exit = {RunExit::How::signalled, -11, 1.25};
  trace.gaps = {{"io_uring_setup refused", "python3", 7}};
  trace.refused_writes = {{"/etc/passwd", "sh", 1}};
  trace.processes = 3;
  trace.threads = 4;
  trace.leftover_processes = 5;
  return trace;
}

std::string error_of(std::string_view bytes) {
  try {
    decode_trace(bytes);
  } catch (const TraceFileError& error) {
    return error.what();
  }
  return "no error";
}

TEST(TraceFile, KeepsEverything) {
  const Trace trace = rich_trace();
  EXPECT_TRUE(same_trace(decode_trace(encode_trace(trace)), trace));
  EXPECT_TRUE(same_trace(decode_trace(encode_trace(Trace())), Trace()));
}

TEST(TraceFile, KeepsManyMegabytesOfBlobsAndPacksThem) {
  Trace trace;
  for (int i = 0; i < 6; ++i) {
    trace.blobs->add(std::string(std::size_t{3} << 20, static_cast<char>('a' + i)));
  }
  const std::string bytes = encode_trace(trace);
  EXPECT_LT(bytes.size(), 20000u);
  EXPECT_TRUE(same_trace(decode_trace(bytes), trace));
}

TEST(TraceFile, KeepsBlobsThatDoNotCompress) {
  Trace trace;
  std::string noise;
  std::uint64_t state = 1;
  while (noise.size() < (std::size_t{5} << 20)) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    noise += static_cast<char>(state >> 56);
  }
  trace.blobs->add(noise);
  trace.blobs->add("short");
  const std::string bytes = encode_trace(trace);
  EXPECT_LT(bytes.size(), noise.size() + 1000);
  EXPECT_TRUE(same_trace(decode_trace(bytes), trace));
}

RC_GTEST_PROP(TraceFile, DecodeIsTheInverseOfEncode, (const Trace& trace)) {
  RC_ASSERT(same_trace(decode_trace(encode_trace(trace)), trace));
}

TEST(TraceFile, RefusesEveryTruncationOfOne) {
  const std::string bytes = encode_trace(rich_trace());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(decode_trace(std::string_view(bytes).substr(0, size)), TraceFileError) << size;
  }
}

TEST(TraceFile, RefusesEveryCorruptByteOfOne) {
  const std::string bytes = encode_trace(rich_trace());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
      std::string corrupt = bytes;
      corrupt[at] = static_cast<char>(corrupt[at] ^ flip);
      EXPECT_THROW(decode_trace(corrupt), TraceFileError) << at << " ^ " << flip;
    }
  }
}

RC_GTEST_PROP(TraceFile, RefusesTruncationAndCorruptionOfAny, (const Trace& trace)) {
  const std::string bytes = encode_trace(trace);
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  RC_ASSERT_THROWS_AS(decode_trace(std::string_view(bytes).substr(0, at)), TraceFileError);
  std::string corrupt = bytes;
  corrupt[at] = static_cast<char>(corrupt[at] ^ *rc::gen::inRange(1, 256));
  RC_ASSERT_THROWS_AS(decode_trace(corrupt), TraceFileError);
}

// With checksums made right the decoders themselves are asked: they may accept another trace, but
// must not fail in any other way.
RC_GTEST_PROP(TraceFile, RefusesOrReadsWhatAForgerSealed, (const Trace& trace)) {
  std::string forged = encode_trace(trace);
  const int changes = *rc::gen::inRange(1, 5);
  for (int i = 0; i < changes; ++i) {
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, forged.size());
    forged[at] = *rc::gen::arbitrary<char>();
  }
  try {
    const Trace read = decode_trace(resealed(forged));
    RC_ASSERT(same_trace(decode_trace(encode_trace(read)), read));
  } catch (const TraceFileError&) {
    RC_SUCCEED("refused");
  }
}

TEST(TraceFile, SaysWhichVersionItDoesNotKnow) {
  std::string bytes = encode_trace(rich_trace());
  bytes[8] = 2;
  EXPECT_EQ(error_of(bytes), "trace format version 2 is unknown: this program reads version 1");
}

TEST(TraceFile, SaysWhatIsWrongAndWhere) {
  const std::string bytes = encode_trace(rich_trace());
  EXPECT_EQ(error_of("hello"), "not a whole trace: the file, byte 0: no trace begins like this");
  EXPECT_EQ(error_of(bytes + "x"), "not a whole trace: the file, byte " +
                                       std::to_string(bytes.size()) +
                                       ": has bytes after its last entry");
}

TEST(TraceFile, RefusesEventsWithoutTheirBytes) {
  Trace trace = rich_trace();
  trace.events[1].bytes = 3;
  EXPECT_NE(error_of(encode_trace(trace)).find("an event's bytes are missing"), std::string::npos);
}

TEST(TraceFile, RefusesAFileWithASectionLess) {
  const std::string bytes = encode_trace(Trace());
  const std::string end = sealed_section("ENDS", 0, 1, "\3");
  ASSERT_TRUE(bytes.ends_with(end));
  const std::string wrong =
      bytes.substr(0, bytes.size() - end.size()) + sealed_section("ENDS", 0, 1, "\4");
  EXPECT_NE(error_of(wrong).find("a section is missing"), std::string::npos);
  EXPECT_NE(error_of(bytes.substr(0, kTraceHeaderBytes) + end).find("expected section STRS"),
            std::string::npos);
}

// A file of a few bytes that claims to hold many must not make us allocate them.
class ForgedLength : public testing::Test {
 protected:
  ForgedLength() { getrlimit(RLIMIT_AS, &before_); }
  // Far more than decoding needs and far less than what is claimed. Sanitizers have reserved
  // terabytes of addresses by now and cannot be limited; they report huge allocations anyway.
  void limit_memory() {
    constexpr rlim_t limit_bytes = rlim_t{1} << 30;
    std::uint64_t pages_in_use = 0;
    std::ifstream("/proc/self/statm") >> pages_in_use;
    if (pages_in_use * 4096 > limit_bytes) return;
    const rlimit limit{limit_bytes, before_.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  }
  void TearDown() override { setrlimit(RLIMIT_AS, &before_); }

  // A file whose first section is this one.
  std::string file_with(const std::string& section) const {
    return encode_trace(Trace()).substr(0, kTraceHeaderBytes) + section;
  }
  static std::string packed(const std::string& plain, int window_log) {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    std::string stored(ZSTD_compressBound(plain.size()) + 64, '\0');
    ZSTD_outBuffer out{stored.data(), stored.size(), 0};
    ZSTD_inBuffer in{plain.data(), plain.size(), 0};
    // In two steps, so that the frame cannot know its size and takes the whole window.
    ZSTD_compressStream2(context, &out, &in, ZSTD_e_flush);
    ZSTD_compressStream2(context, &out, &in, ZSTD_e_end);
    ZSTD_freeCCtx(context);
    stored.resize(out.pos);
    return stored;
  }

 private:
  rlimit before_{};
};

TEST_F(ForgedLength, OfTheUnpackedBytes) {
  const std::string file =
      file_with(sealed_section("STRS", 1, std::uint64_t{1} << 60, packed("\1\0", 20)));
  limit_memory();
  EXPECT_NE(error_of(file).find("unpacks to another length"), std::string::npos);
}

TEST_F(ForgedLength, OfTheStoredBytes) {
  std::string section = sealed_section("STRS", 0, 2, std::string("\1\0", 2));
  section.replace(13, 8, little_endian(UINT64_MAX - 3));
  limit_memory();
  EXPECT_NE(error_of(file_with(section)).find("ends early"), std::string::npos);
}

TEST_F(ForgedLength, OfTheWindow) {
  const std::string file = file_with(sealed_section("STRS", 1, 2, packed("\1\0", 27)));
  limit_memory();
  EXPECT_NE(error_of(file).find("does not unpack"), std::string::npos);
}

TEST_F(ForgedLength, OfAListAndOfAString) {
  limit_memory();
  const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
  EXPECT_NE(error_of(file_with(sealed_section("STRS", 0, huge.size(), huge))).find("more than fit"),
            std::string::npos);
  const std::string text = "\1" + huge;
  EXPECT_NE(error_of(file_with(sealed_section("STRS", 0, text.size(), text))).find("ends early"),
            std::string::npos);
}

// ---- On disk --------------------------------------------------------------------------------

class TraceOnDisk : public testing::Test {
 protected:
  TraceOnDisk() {
    std::string name = (fs::temp_directory_path() / "trace_file_test_XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~TraceOnDisk() override { fs::remove_all(directory_); }
  std::string path(const std::string& name) const { return (directory_ / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }

  fs::path directory_;
};

TEST_F(TraceOnDisk, ReplacesWhatWasThereAndLeavesNothingElse) {
  std::ofstream(path("trace")) << "old";
  write_trace(rich_trace(), path("trace"));
  EXPECT_TRUE(same_trace(read_trace(path("trace")), rich_trace()));
  EXPECT_EQ(entries(), 1u);
  const mode_t mask = umask(0);
  umask(mask);
  struct stat status {};
  ASSERT_EQ(stat(path("trace").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0666 & ~mask);
}

TEST_F(TraceOnDisk, LeavesNothingBehindWhereItCannotWrite) {
  fs::create_directory(path("trace"));
  EXPECT_THROW(write_trace(rich_trace(), path("trace")), std::system_error);
  EXPECT_EQ(entries(), 1u);
  EXPECT_THROW(write_trace(rich_trace(), path("none/trace")), std::system_error);
}

TEST_F(TraceOnDisk, LeavesTheOldTraceAloneOnAFullDisk) {
  write_trace(Trace(), path("trace"));
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit full{16, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &full);
  EXPECT_THROW(write_trace(rich_trace(), path("trace")), std::system_error);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(same_trace(read_trace(path("trace")), Trace()));
  EXPECT_EQ(entries(), 1u);
}

TEST_F(TraceOnDisk, NamesTheFileThatItCannotRead) {
  EXPECT_THROW(read_trace(path("none")), std::system_error);
  EXPECT_THROW(read_trace(directory_.string()), std::system_error);
  std::ofstream(path("short")) << "CPTRACE\n";
  try {
    read_trace(path("short"));
    FAIL();
  } catch (const TraceFileError& error) {
    EXPECT_EQ(error.what(), path("short") +
                                ": not a whole trace: the file, byte 8: ends early: 4 bytes "
                                "expected, 0 left");
  }
}

}  // namespace
}  // namespace crashproof
