// Chooses a reader once a path, and keeps what was read of states that stay.
#include "harness/campaign/documents.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/judge/choose_reader.h"
#include "harness/trial/file_error.h"
#include "harness/trial/tree.h"

namespace crashproof {
namespace {

constexpr std::size_t most_readings = 4;  // of one path that are remembered

std::string head_of(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) throw_file_error("read", path);
  std::array<char, 4096> head{};
  const ssize_t count = ::read(fd, head.data(), head.size());
  ::close(fd);
  if (count < 0) throw_file_error("read", path);
  return {head.data(), static_cast<std::size_t>(count)};
}

bool is_regular(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Documents::Documents(std::vector<const StateReader*> readers, std::string crash_free_root,
                     std::string initial_root, std::string scratch)
    : readers_(std::move(readers)),
      crash_free_root_(std::move(crash_free_root)),
      initial_root_(std::move(initial_root)),
      scratch_(std::move(scratch)) {}

const StateReader* Documents::reader_for(const std::string& path) {
  if (const auto known = chosen_.find(path); known != chosen_.end()) return known->second;
  const StateReader* reader = nullptr;
  const std::string original = crash_free_root_ + "/" + path;
  if (is_regular(original)) {
    // Choosing reads the file, and with it what lies beside a database.
    const std::string copy = copy_to_scratch(crash_free_root_, path, nullptr);
    reader = choose_reader(readers_, path, head_of(original), copy);
    remove_tree(scratch_);
  }
  chosen_.emplace(path, reader);
  return reader;
}

std::string Documents::copy_to_scratch(const std::string& root, const std::string& path,
                                       const StateReader* reader) const {
  remove_tree(scratch_);
  make_directory(scratch_, 0700);
  const std::string name = path.substr(path.rfind('/') + 1);
  copy_file(root + "/" + path, scratch_ + "/" + name);
  const auto copy_companions = [&](const StateReader& of) {
    for (const std::string& suffix : of.companions()) {
      const std::string companion = root + "/" + path + suffix;
      if (is_regular(companion)) copy_file(companion, scratch_ + "/" + name + suffix);
    }
  };
  if (reader != nullptr) {
    copy_companions(*reader);
  } else {
    for (const StateReader* candidate : readers_) copy_companions(*candidate);
  }
  return scratch_ + "/" + name;
}

std::optional<Document> Documents::in(const std::string& root, const std::string& path,
                                      bool disposable) {
  const StateReader* reader = reader_for(path);
  if (reader == nullptr || !is_regular(root + "/" + path)) return std::nullopt;
  if (disposable) return read_disposable(root, path, *reader);
  if (reader->companions().empty()) return reader->read(root + "/" + path);
  Document document = reader->read(copy_to_scratch(root, path, reader));
  remove_tree(scratch_);
  return document;
}

bool Documents::has_companion(const std::string& root, const std::string& path,
                              const StateReader& reader) const {
  const std::vector<std::string> suffixes = reader.companions();
  return std::any_of(suffixes.begin(), suffixes.end(), [&](const std::string& suffix) {
    struct stat status {};
    return ::lstat((root + "/" + path + suffix).c_str(), &status) == 0;
  });
}

// Without companions the bytes alone decide what is read, so equal bytes are read once.
Document Documents::read_disposable(const std::string& root, const std::string& path,
                                    const StateReader& reader) {
  if (has_companion(root, path, reader)) return reader.read(root + "/" + path);
  const std::optional<FileEntry> entry = read_entry(root, path);
  if (!entry) return reader.read(root + "/" + path);
  std::deque<Reading>& readings = readings_[path];
  const auto known =
      std::find_if(readings.begin(), readings.end(), [&entry](const Reading& reading) {
        return reading.entry.size == entry->size && reading.entry.content == entry->content;
      });
  if (known != readings.end()) return known->document;
  readings.push_front({*entry, reader.read(root + "/" + path)});
  if (readings.size() > most_readings) readings.pop_back();
  return readings.front().document;
}

std::optional<Document> Documents::cached(Cache& cache, const std::string& root,
                                          const std::string& path) {
  const auto known = cache.find(path);
  if (known != cache.end()) return known->second;
  return cache.emplace(path, in(root, path, false)).first->second;
}

std::optional<Document> Documents::crash_free(const std::string& path) {
  return cached(crash_free_, crash_free_root_, path);
}

std::optional<Document> Documents::initial(const std::string& path) {
  return cached(initial_, initial_root_, path);
}

std::vector<std::string> Documents::companions(const std::string& path) {
  const StateReader* reader = reader_for(path);
  return reader == nullptr ? std::vector<std::string>{} : reader->companions();
}

RecordPlaces Documents::places(const std::string& path) {
  const StateReader* reader = reader_for(path);
  if (reader == nullptr) return {};
  if (!reader->companions().empty()) return {std::string(reader->format()), {}};
  return {std::string(reader->format()), reader->places(crash_free_root_ + "/" + path)};
}

}  // namespace crashproof
