// Layer 1's core: a file that appears under its name whole or not at all.
//   unique temp on the same mount -> write -> fsync -> rename -> fsync of the directory
// If any of these fails, the temp goes and all of it is done again by the next run: after a failed
// fsync the kernel may have dropped what it could not write, and a second fsync says nothing.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "reference_pipeline/failpoints.h"
#include "reference_pipeline/file.h"

namespace pipeline {

// Where each step of one kind of file can be made to fail.
struct PublishPoints {
  Failpoint after_temp;
  Failpoint before_sync;
  Failpoint before_rename;
  Failpoint after_rename;
  Failpoint before_dirsync;
  Failpoint after_dirsync;
};

// Which steps are taken. All true but in_place is the right way; the rest serve the flaws and, for
// the two syncs, --durable no.
struct PublishSteps {
  std::filesystem::path temp_directory = {};  // "": that of the target
  bool in_place = false;
  bool sync_content = true;
  bool sync_directory = true;
};

// One file on its way to its name. Destroyed before publish() has renamed it, it removes its temp.
class PublishedFile {
 public:
  // Throws std::system_error.
  PublishedFile(const std::filesystem::path& target, const PublishPoints& points,
                PublishSteps steps);
  ~PublishedFile();
  PublishedFile(const PublishedFile&) = delete;
  PublishedFile& operator=(const PublishedFile&) = delete;

  void write(std::string_view bytes) { file_.write_all(bytes); }
  // Where the content lies until then, for who writes it by other means.
  const std::filesystem::path& temp_path() const { return file_.path(); }
  // Makes the content durable, then the name. Throws std::system_error; the name may then exist.
  void publish();

 private:
  void take_name();

  std::filesystem::path target_;
  PublishPoints points_;
  PublishSteps steps_;
  File file_;
  bool named_ = false;
};

// Removes the temps in the directory. Only for who knows that no living run writes there.
void remove_stale_temps(const std::filesystem::path& directory);

}  // namespace pipeline
