// Files read by meaning, each by the format that was chosen for it on the crash-free run.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/state.h"
#include "harness/model/state_reader.h"

namespace crashproof {

// Remembers what it read of the crash-free and the initial state, which do not change, and the last
// few contents that each path had elsewhere: most resumes end in the same bytes.
class Documents {
 public:
  // crash_free_root and initial_root are directories that are only read; scratch is one in which
  // files can be copied that reading might change. All must outlive it, and so must the readers.
  Documents(std::vector<const StateReader*> readers, std::string crash_free_root,
            std::string initial_root, std::string scratch);

  // nullopt: compared by bytes. Throw std::system_error for files that cannot be read.
  std::optional<Document> crash_free(const std::string& path);
  std::optional<Document> initial(const std::string& path);
  // Of another tree. `disposable`: reading may change the files there, else a copy is read.
  std::optional<Document> in(const std::string& root, const std::string& path, bool disposable);

  std::vector<std::string> companions(const std::string& path);

  // Where the records of a file of the crash-free state stand in it.
  RecordPlaces places(const std::string& path);

 private:
  using Cache = std::map<std::string, std::optional<Document>>;
  struct Reading {
    FileEntry entry;
    Document document;
  };

  const StateReader* reader_for(const std::string& path);
  std::optional<Document> cached(Cache& cache, const std::string& root, const std::string& path);
  bool has_companion(const std::string& root, const std::string& path,
                     const StateReader& reader) const;
  Document read_disposable(const std::string& root, const std::string& path,
                           const StateReader& reader);
  std::string copy_to_scratch(const std::string& root, const std::string& path,
                              const StateReader* reader) const;

  std::vector<const StateReader*> readers_;
  std::string crash_free_root_;
  std::string initial_root_;
  std::string scratch_;
  std::map<std::string, const StateReader*> chosen_;
  Cache crash_free_;
  Cache initial_;
  std::map<std::string, std::deque<Reading>> readings_;  // by path, the latest first
};

}  // namespace crashproof
