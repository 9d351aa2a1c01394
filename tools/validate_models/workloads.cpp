// One function a sequence. They are small, so that a model's states can be listed completely, and
// each file's first version is O, its second N.
#include "tools/validate_models/workloads.h"

#include <algorithm>

namespace crashproof {
namespace {

constexpr std::uint64_t kOld_bytes = 8192;
constexpr std::uint64_t kNew_bytes = 12288;
constexpr std::uint64_t kRecord_bytes = 100;
// The third record crosses the end of a page.
constexpr std::uint64_t kLog_bytes = 3840;
constexpr int kRecords = 10;

void write_new(Steps& steps, int fd) {
  steps.write(fd, file_data('N', 0, kNew_bytes));
}

int new_file(Steps& steps, const std::string& path) {
  const int fd = steps.create(path);
  write_new(steps, fd);
  return fd;
}

void replace(Steps& steps) {
  steps.close(new_file(steps, "tmp"));
  steps.rename("tmp", "target");
}

void replace_synced(Steps& steps) {
  const int fd = new_file(steps, "tmp");
  steps.fsync(fd);
  steps.close(fd);
  steps.rename("tmp", "target");
  steps.fsync_directory(".");
}

void replace_file_synced(Steps& steps) {
  const int fd = new_file(steps, "tmp");
  steps.fsync(fd);
  steps.close(fd);
  steps.rename("tmp", "target");
}

void rename_to_new(Steps& steps) {
  steps.close(new_file(steps, "tmp"));
  steps.rename("tmp", "target");
}

void rewrite(Steps& steps) {
  const int fd = steps.truncating("target");
  write_new(steps, fd);
  steps.close(fd);
}

void append_records(Steps& steps, bool sync_each) {
  const int fd = steps.appending("log");
  for (int record = 0; record < kRecords; ++record) {
    const std::uint64_t offset = kLog_bytes + static_cast<std::uint64_t>(record) * kRecord_bytes;
    steps.write(fd, file_data(static_cast<char>('0' + record), offset, kRecord_bytes));
    if (sync_each) steps.fsync(fd);
  }
  steps.close(fd);
}

void append(Steps& steps) {
  append_records(steps, false);
}
void append_synced(Steps& steps) {
  append_records(steps, true);
}

void create_synced(Steps& steps) {
  const int fd = new_file(steps, "new");
  steps.fsync(fd);
  steps.close(fd);
}

void rename_then_sync_other(Steps& steps) {
  steps.rename("a", "b");
  const int fd = new_file(steps, "other");
  steps.fsync(fd);
  steps.close(fd);
}

void directories_synced(Steps& steps) {
  steps.mkdir("d");
  steps.mkdir("d/e");
  const int fd = new_file(steps, "d/e/new");
  steps.fsync(fd);
  steps.close(fd);
}

void overwrite(Steps& steps) {
  const int fd = steps.open("data");
  steps.write_at(fd, 0, file_data('N', 0, 32768));
  steps.close(fd);
}

void unlink_create(Steps& steps) {
  steps.unlink("target");
  steps.close(new_file(steps, "target"));
}

void write_two_sync_second(Steps& steps) {
  steps.close(new_file(steps, "a"));
  const int fd = new_file(steps, "b");
  steps.fsync(fd);
  steps.close(fd);
}

void create_sync_directory(Steps& steps) {
  steps.close(new_file(steps, "new"));
  steps.fsync_directory(".");
}

void append_then_rename(Steps& steps) {
  const int fd = steps.appending("log");
  steps.write(fd, file_data('N', kOld_bytes, kOld_bytes));
  steps.close(fd);
  steps.rename("claim", "done");
}

void truncate_then_write(Steps& steps) {
  const int fd = steps.open("data");
  steps.truncate(fd, 4096);
  steps.write_at(fd, 0, file_data('N', 0, 4096));
  steps.close(fd);
}

void link_and_unlink(Steps& steps) {
  steps.link("a", "b");
  steps.unlink("a");
  steps.mkdir("d");
  steps.rename("b", "d/b");
}

}  // namespace

std::span<const Workload> workloads() {
  static const std::vector<Workload> table = {
      {"replace", "1 write tmp, rename over target", {{"target", kOld_bytes}}, replace},
      {"rename-to-new", "2 write tmp, rename to a new name", {}, rename_to_new},
      {"rewrite", "3 O_TRUNC rewrite, close", {{"target", kOld_bytes}}, rewrite},
      {"append", "4 append 10x100 B", {{"log", kLog_bytes}}, append},
      {"append-synced", "5 append + fsync each", {{"log", kLog_bytes}}, append_synced},
      {"create-synced", "6 create + fsync(file)", {}, create_synced},
      {"rename-sync-other",
       "7 rename, then fsync of another file",
       {{"a", kOld_bytes}},
       rename_then_sync_other},
      {"directories-synced", "8 mkdir, mkdir, create, fsync(file)", {}, directories_synced},
      {"overwrite", "9 overwrite 32 KB in place", {{"data", 32768}}, overwrite},
      {"unlink-create", "10 unlink + create same name", {{"target", kOld_bytes}}, unlink_create},
      {"write-two", "11 write A, write B, fsync(B)", {}, write_two_sync_second},
      {"replace-synced",
       "12 fsync(tmp), rename, fsync(dir)",
       {{"target", kOld_bytes}},
       replace_synced},
      {"replace-file-synced",
       "13 fsync(tmp), rename",
       {{"target", kOld_bytes}},
       replace_file_synced},
      {"create-sync-dir", "14 create, write, fsync(dir) alone", {}, create_sync_directory},
      {"append-rename",
       "15 append to A, then rename C",
       {{"log", kOld_bytes}, {"claim", 100}},
       append_then_rename},
      {"truncate-write",
       "16 truncate, then write in place",
       {{"data", 16384}},
       truncate_then_write},
      {"link-unlink",
       "17 link, unlink, mkdir, rename into it",
       {{"a", kOld_bytes}},
       link_and_unlink},
  };
  return table;
}

const Workload* workload_named(std::string_view name) {
  const auto found = std::find_if(workloads().begin(), workloads().end(),
                                  [&](const Workload& workload) { return workload.name == name; });
  return found == workloads().end() ? nullptr : &*found;
}

}  // namespace crashproof
