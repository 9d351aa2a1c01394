// Bytes that Events carry, each content stored once.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/model/event.h"

namespace crashproof {

// Owns its bytes; views stay valid as long as the store lives and are unmoved by later adds.
class BlobStore {
 public:
  BlobStore();
  // Returns the id of these bytes, storing them if they are new. Empty bytes are id 0.
  BlobId add(std::string_view bytes);
  // Throws std::out_of_range for an id that add never returned.
  std::string_view get(BlobId id) const;
  std::size_t size() const { return blobs_.size(); }
  std::uint64_t total_bytes() const { return total_bytes_; }

 private:
  std::deque<std::string> blobs_;
  std::unordered_map<std::string_view, BlobId> ids_;
  std::uint64_t total_bytes_ = 0;
};

}  // namespace crashproof
