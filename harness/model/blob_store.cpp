// Content-addressed bytes: equal contents share one copy.
#include "harness/model/blob_store.h"

namespace crashproof {

BlobStore::BlobStore() {
  blobs_.emplace_back();
  ids_.emplace(std::string_view(blobs_.front()), 0);
}

BlobId BlobStore::add(std::string_view bytes) {
  if (auto known = ids_.find(bytes); known != ids_.end()) return known->second;
  blobs_.emplace_back(bytes);
  total_bytes_ += bytes.size();
  const auto id = static_cast<BlobId>(blobs_.size() - 1);
  ids_.emplace(std::string_view(blobs_.back()), id);
  return id;
}

std::string_view BlobStore::get(BlobId id) const {
  return blobs_.at(id);
}

}  // namespace crashproof
