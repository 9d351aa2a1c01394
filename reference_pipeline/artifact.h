// Layer 1: an artifact is a compressed copy of an item that says whose it is and can be verified.
//
// Format: a Zstandard skippable frame with four lines of text ("reference_pipeline artifact 1", id,
// digest, size in bytes), then an ordinary Zstandard frame with a checksum. `zstd -dc` reads it.
#pragma once

#include <filesystem>
#include <string>

#include "reference_pipeline/item.h"

namespace pipeline {

enum class ArtifactResult {
  published,    // it is there, whole and durable
  interrupted,  // a signal came first; nothing was published
};

class ArtifactStore {
 public:
  // Artifacts of items in `source`, kept in `directory`, which must exist; temps in
  // `temp_directory`, "" for the same.
  ArtifactStore(std::filesystem::path source, std::filesystem::path directory,
                std::filesystem::path temp_directory, bool durable);

  // Syncs the directory. To be called before artifacts of earlier runs are relied on: one that was
  // killed between rename and sync left a name that is visible but not yet durable.
  void make_names_durable() const;

  // Existing means done: nothing is written then. Throws std::exception if the source cannot be
  // read, is no longer the item's content, or the artifact cannot be written.
  ArtifactResult make(const Item& item) const;

  // Reads all of the artifact. Throws std::exception that says how it is missing or damaged.
  void verify(const Item& item) const;

  std::filesystem::path path_of(const Item& item) const;

 private:
  void write(const Item& item, class PublishedFile& file) const;

  std::filesystem::path source_;
  std::filesystem::path directory_;
  std::filesystem::path temp_directory_;
  bool durable_;
};

}  // namespace pipeline
