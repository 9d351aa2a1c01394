// The log lies in one anonymous shared mapping: a head, room for entries, room for their bytes.
#include "tools/validate_models/block_log.h"

#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>

namespace crashproof {
namespace {

constexpr std::uint64_t kMostEntries = 1u << 20;
constexpr std::uint64_t kHeadBytes = 4096;
constexpr std::uint64_t kBytesAt = kHeadBytes + kMostEntries * sizeof(BlockLogEntry);
// Address space only: pages come to be when they are written.
constexpr std::uint64_t kTotalBytes = 4ull << 30;

}  // namespace

struct BlockLog::Head {
  std::atomic<std::uint64_t> count{0};
  std::atomic<std::uint64_t> used_bytes{kBytesAt};
  std::atomic<bool> overflowed{false};
  std::atomic<bool> recording{false};
  std::atomic<std::uint32_t> data_hold_ms{0};
};

BlockLog::BlockLog() {
  void* memory = mmap(nullptr, kTotalBytes, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "block log");
  memory_ = static_cast<std::byte*>(memory);
  head_ = new (memory_) Head;
  entries_ = reinterpret_cast<BlockLogEntry*>(memory_ + kHeadBytes);
}

BlockLog::~BlockLog() {
  munmap(memory_, kTotalBytes);
}

void BlockLog::append(const BlockLogEntry& entry) {
  const std::uint64_t count = head_->count.load();
  if (count == kMostEntries) {
    head_->overflowed = true;
    return;
  }
  entries_[count] = entry;
  head_->count.store(count + 1);
}

void BlockLog::append_write(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (!recording()) return;
  const std::uint64_t at = head_->used_bytes.load();
  if (at + bytes.size() > kTotalBytes) {
    head_->overflowed = true;
    return;
  }
  std::memcpy(memory_ + at, bytes.data(), bytes.size());
  head_->used_bytes.store(at + bytes.size());
  append({BlockLogEntry::Kind::write, 0, offset, bytes.size(), at});
}

void BlockLog::append_flush() {
  if (recording()) append({BlockLogEntry::Kind::flush, 0, 0, 0, 0});
}

void BlockLog::append_mark(std::uint32_t workload, std::uint64_t number) {
  if (recording()) append({BlockLogEntry::Kind::mark, workload, number, 0, 0});
}

std::span<const BlockLogEntry> BlockLog::entries() const {
  return {entries_, static_cast<std::size_t>(head_->count.load())};
}

std::span<const std::byte> BlockLog::bytes_of(const BlockLogEntry& write) const {
  return {memory_ + write.data, static_cast<std::size_t>(write.length)};
}

bool BlockLog::overflowed() const {
  return head_->overflowed;
}

void BlockLog::clear() {
  head_->count = 0;
  head_->used_bytes = kBytesAt;
  head_->overflowed = false;
}

void BlockLog::set_recording(bool on) {
  head_->recording = on;
}
bool BlockLog::recording() const {
  return head_->recording;
}
void BlockLog::set_data_hold_ms(std::uint32_t hold_ms) {
  head_->data_hold_ms = hold_ms;
}
std::uint32_t BlockLog::data_hold_ms() const {
  return head_->data_hold_ms;
}

}  // namespace crashproof
