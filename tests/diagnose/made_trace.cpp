// Keeps sizes, so that appends know where they go.
#include "tests/diagnose/made_trace.h"

#include <algorithm>
#include <stdexcept>

#include "harness/diagnose/file_histories.h"

namespace crashproof::made {
namespace {

// Of one database, "jobs.db".
const std::map<std::string, std::string>& companions() {
  static const std::map<std::string, std::string> table{
      {"jobs.db-journal", "jobs.db"}, {"jobs.db-wal", "jobs.db"}, {"jobs.db-shm", "jobs.db"}};
  return table;
}

}  // namespace

Event& MadeTrace::add(EventKind kind, const std::string& path) {
  Event event;
  event.index = trace_.events.size();
  event.kind = kind;
  event.process = process_;
  event.path = path;
  trace_.events.push_back(std::move(event));
  return trace_.events.back();
}

MadeTrace& MadeTrace::as(const std::string& process) {
  process_ = process;
  return *this;
}

std::uint64_t MadeTrace::create(const std::string& path) {
  sizes_[path] = 0;
  return add(EventKind::create, path).index;
}

std::uint64_t MadeTrace::write(const std::string& path, const std::string& bytes,
                               std::uint64_t offset) {
  Event& event = add(EventKind::write, path);
  event.offset = offset;
  event.length = bytes.size();
  event.bytes = trace_.blobs->add(bytes);
  sizes_[path] = std::max(sizes_[path], offset + bytes.size());
  return event.index;
}

std::uint64_t MadeTrace::append(const std::string& path, const std::string& bytes) {
  return write(path, bytes, sizes_[path]);
}

std::uint64_t MadeTrace::truncate(const std::string& path) {
  sizes_[path] = 0;
  return add(EventKind::truncate, path).index;
}

std::uint64_t MadeTrace::rename(const std::string& path, const std::string& target) {
  Event& event = add(EventKind::rename, path);
  event.target = target;
  return event.index;
}

std::uint64_t MadeTrace::unlink(const std::string& path) {
  return add(EventKind::unlink, path).index;
}

std::uint64_t MadeTrace::chmod(const std::string& path) {
  return add(EventKind::chmod, path).index;
}

std::vector<FileHistory> MadeTrace::histories(const std::set<std::string>& at_start,
                                              const std::set<std::string>& at_end) const {
  return file_histories(
      trace_, {[&](const std::string& path) { return at_start.contains(path); },
               [&](const std::string& path) { return at_end.contains(path); }, companions()});
}

const FileHistory& of(const std::string& path, const std::vector<FileHistory>& files) {
  const auto found = std::ranges::find(files, path, &FileHistory::path);
  if (found == files.end()) throw std::out_of_range("no history of " + path);
  return *found;
}

}  // namespace crashproof::made
