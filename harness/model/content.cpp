// Extents are cut, moved and put in; pages are hashed when they are asked for.
#include "harness/model/content.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace crashproof {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 46;
constexpr std::uint64_t kMostBytesAtOnce = std::uint64_t{1} << 32;
// In place of a page's hash: the page is all NUL and adds nothing. Other hashes are odd.
constexpr std::uint64_t kEmptyPage = 2;
// The flags of fallocate(2), which this folder does not include the kernel's headers for.
constexpr std::uint32_t kKeepSize = 1;
constexpr std::uint32_t kPunchHole = 2;
constexpr std::uint32_t kCollapseRange = 8;
constexpr std::uint32_t kZeroRange = 16;
constexpr std::uint32_t kInsertRange = 32;

std::uint64_t mixed(std::uint64_t page, std::uint64_t hash) {
  if (hash == kEmptyPage) return 0;
  std::uint64_t z = hash + (page + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

bool is_empty(const char* bytes, std::uint64_t length) {
  return length == 0 || (bytes[0] == 0 && std::memcmp(bytes, bytes + 1, length - 1) == 0);
}

// Traces may hold any number; a file that large has no bytes that anybody could compare.
std::uint64_t bounded(std::uint64_t place) {
  return std::min(place, kMostBytes);
}
std::uint64_t end_of(std::uint64_t offset, std::uint64_t length) {
  return bounded(bounded(offset) + bounded(length));
}

}  // namespace

Content::Content(std::uint64_t initial_bytes) {
  grow(bounded(initial_bytes));
  if (size_ > 0) extents_.push_back({0, size_, 0, 0, true});
}

std::size_t Content::first_ending_after(std::uint64_t place) const {
  const auto found = std::partition_point(
      extents_.begin(), extents_.end(),
      [place](const Extent& extent) { return extent.start + extent.length <= place; });
  return static_cast<std::size_t>(found - extents_.begin());
}

void Content::note_changed(std::uint64_t begin, std::uint64_t end) {
  if (begin >= end) return;
  const std::uint64_t last =
      std::min<std::uint64_t>((end - 1) / kPageBytes + 1, page_hashes_.size());
  for (std::uint64_t page = begin / kPageBytes; page < last; ++page) {
    if (page_hashes_[page] == 0) continue;
    sum_ -= mixed(page, page_hashes_[page]);
    page_hashes_[page] = 0;
    changed_pages_.push_back(page);
  }
}

void Content::grow(std::uint64_t size) {
  if (size <= size_) return;
  // The last page gets longer; those after it are new.
  if (size_ % kPageBytes != 0) note_changed(size_ - 1, size_);
  size_ = size;
}

void Content::erase(std::uint64_t begin, std::uint64_t end) {
  std::size_t at = first_ending_after(begin);
  while (at < extents_.size() && extents_[at].start < end) {
    Extent& extent = extents_[at];
    const std::uint64_t extent_end = extent.start + extent.length;
    const bool keeps_head = extent.start < begin;
    const bool keeps_tail = extent_end > end;
    Extent tail = extent;
    tail.from += end - extent.start;
    tail.start = end;
    tail.length = extent_end - end;
    const auto here = extents_.begin() + static_cast<std::ptrdiff_t>(at);
    if (keeps_head) {
      extent.length = begin - extent.start;
      ++at;
      if (keeps_tail) extents_.insert(here + 1, tail);
    } else if (keeps_tail) {
      extent = tail;
    } else {
      extents_.erase(here);
    }
    if (keeps_tail) return;
  }
}

void Content::write(std::uint64_t offset, std::uint64_t length, BlobId blob, std::uint64_t from) {
  const std::uint64_t begin = bounded(offset);
  const std::uint64_t end = end_of(offset, length);
  if (begin == end) return;
  grow(end);
  note_changed(begin, end);
  erase(begin, end);
  const auto place = extents_.begin() + static_cast<std::ptrdiff_t>(first_ending_after(begin));
  extents_.insert(place, {begin, end - begin, from, blob, false});
}

void Content::resize(std::uint64_t size) {
  size = bounded(size);
  if (size >= size_) return grow(size);
  erase(size, size_);
  note_changed(size == 0 ? 0 : size - 1, size_);
  size_ = size;
  const std::uint64_t pages = (size + kPageBytes - 1) / kPageBytes;
  if (page_hashes_.size() > pages) page_hashes_.resize(pages);
}

void Content::shift(std::uint64_t from, std::int64_t by) {
  erase(from, from);  // an extent across the border becomes two
  for (Extent& extent : extents_) {
    if (extent.start >= from) extent.start += static_cast<std::uint64_t>(by);
  }
}

void Content::allocate(std::uint32_t flags, std::uint64_t offset, std::uint64_t length) {
  const std::uint64_t begin = bounded(offset);
  const std::uint64_t end = end_of(offset, length);
  if (begin == end) return;
  if ((flags & kCollapseRange) != 0) {
    if (end > size_) return;
    note_changed(begin, size_);
    erase(begin, end);
    shift(end, -static_cast<std::int64_t>(end - begin));
    resize(size_ - (end - begin));
  } else if ((flags & kInsertRange) != 0) {
    if (begin > size_) return;
    const std::uint64_t old_size = size_;
    note_changed(begin, old_size);
    grow(bounded(old_size + (end - begin)));
    shift(begin, static_cast<std::int64_t>(end - begin));
    note_changed(begin, size_);
  } else {
    if ((flags & kKeepSize) == 0) grow(end);
    if ((flags & (kPunchHole | kZeroRange)) == 0) return;
    note_changed(begin, std::min(end, size_));
    erase(begin, end);
  }
}

void Content::fill(std::uint64_t begin, char* to, std::uint64_t length,
                   const ContentSource& source) const {
  std::memset(to, 0, length);
  const std::uint64_t end = begin + length;
  for (std::size_t at = first_ending_after(begin); at < extents_.size(); ++at) {
    const Extent& extent = extents_[at];
    if (extent.start >= end) return;
    const std::uint64_t first = std::max(begin, extent.start);
    const std::uint64_t last = std::min(end, extent.start + extent.length);
    const std::uint64_t from = extent.from + (first - extent.start);
    char* const place = to + (first - begin);
    if (extent.initial) {
      if (!source.initial.read) continue;
      const std::string bytes = source.initial.read(source.initial_path, from, last - first);
      std::memcpy(place, bytes.data(), std::min<std::uint64_t>(bytes.size(), last - first));
    } else {
      const std::string_view bytes = source.blobs.get(extent.blob);
      if (from >= bytes.size()) continue;
      std::memcpy(place, bytes.data() + from, std::min(bytes.size() - from, last - first));
    }
  }
}

std::string Content::bytes(const ContentSource& source) const {
  if (size_ > kMostBytesAtOnce) throw std::length_error("a file is too large to be rebuilt");
  std::string all(size_, '\0');
  fill(0, all.data(), size_, source);
  return all;
}

// Files that large are equal only if they were made of the same pieces.
std::uint64_t Content::digest_of_pieces() const {
  std::uint64_t digest = mixed(size_, 1);
  for (const Extent& extent : extents_) {
    for (const std::uint64_t part :
         {extent.start, extent.length, extent.from,
          std::uint64_t{extent.blob} << 1 | (extent.initial ? 1U : 0U)}) {
      digest = mixed(part, digest);
    }
  }
  return digest;
}

std::uint64_t Content::digest(const ContentSource& source) const {
  if (size_ > kMostBytesAtOnce) return digest_of_pieces();
  // A sparse file may be much longer than its last byte that is not NUL.
  const std::uint64_t used =
      extents_.empty() ? 0 : std::min(size_, extents_.back().start + extents_.back().length);
  const std::uint64_t pages = (used + kPageBytes - 1) / kPageBytes;
  for (std::uint64_t page = page_hashes_.size(); page < pages; ++page) {
    changed_pages_.push_back(page);
  }
  page_hashes_.resize(std::max<std::uint64_t>(pages, page_hashes_.size()));
  char page_bytes[kPageBytes];
  for (const std::uint64_t page : changed_pages_) {
    if (page >= page_hashes_.size() || page_hashes_[page] != 0) continue;
    const std::uint64_t begin = page * kPageBytes;
    const std::uint64_t length = std::min(kPageBytes, size_ - begin);
    fill(begin, page_bytes, length, source);
    page_hashes_[page] =
        is_empty(page_bytes, length) ? kEmptyPage : XXH3_64bits(page_bytes, length) | 1;
    sum_ += mixed(page, page_hashes_[page]);
  }
  changed_pages_.clear();
  return mixed(size_, sum_ | 1);
}

}  // namespace crashproof
