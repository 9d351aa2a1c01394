// What a regular file holds, as a list of where its bytes come from. Copies share the bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/model/blob_store.h"
#include "harness/model/initial_tree.h"

namespace crashproof {

// Where the bytes are to be had. Owns nothing.
struct ContentSource {
  const BlobStore& blobs;
  const InitialTree& initial;
  const std::string& initial_path;  // of the file as it was before the run
};

class Content {
 public:
  Content() = default;
  // A file of the initial tree, not yet read.
  explicit Content(std::uint64_t initial_bytes);

  std::uint64_t size() const { return size_; }
  // Puts bytes [from, from + length) of the blob at `offset`; the file grows if need be. Bytes that
  // the blob does not have are NUL.
  void write(std::uint64_t offset, std::uint64_t length, BlobId blob, std::uint64_t from);
  // Cuts, or grows with NUL bytes.
  void resize(std::uint64_t size);
  // fallocate(2) with these flags.
  void allocate(std::uint32_t flags, std::uint64_t offset, std::uint64_t length);

  // All of it. Throws std::length_error for a file that no memory could hold.
  std::string bytes(const ContentSource& source) const;
  // Equal for equal bytes, up to 4 GiB. Only 4 KiB pages that changed since the last call are read.
  std::uint64_t digest(const ContentSource& source) const;
  // How many pieces it is made of: what a copy costs.
  std::size_t pieces() const { return extents_.size(); }

 private:
  struct Extent {
    std::uint64_t start = 0;
    std::uint64_t length = 0;
    std::uint64_t from = 0;  // in the blob or the initial file
    BlobId blob = 0;
    bool initial = false;
  };

  void erase(std::uint64_t begin, std::uint64_t end);
  void shift(std::uint64_t from, std::int64_t by);
  void grow(std::uint64_t size);
  void note_changed(std::uint64_t begin, std::uint64_t end);
  void fill(std::uint64_t begin, char* to, std::uint64_t length, const ContentSource& source) const;
  std::uint64_t digest_of_pieces() const;
  std::size_t first_ending_after(std::uint64_t place) const;

  std::uint64_t size_ = 0;
  std::vector<Extent> extents_;  // in order, disjoint; what lies between them is NUL
  // Of each page that was hashed; 0: not since it changed. Sum of the non-zero ones, mixed.
  mutable std::vector<std::uint64_t> page_hashes_;
  mutable std::vector<std::uint64_t> changed_pages_;
  mutable std::uint64_t sum_ = 0;
};

}  // namespace crashproof
