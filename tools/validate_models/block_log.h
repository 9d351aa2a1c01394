// What a disk was told, in the order in which it was done: writes, flushes, and marks of the
// programs that ran meanwhile. It lies in memory that the server of the disk and the program that
// reads the log share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace crashproof {

struct BlockLogEntry {
  enum class Kind : std::uint32_t { write, flush, mark };
  Kind kind = Kind::write;
  std::uint32_t workload = 0;  // mark: whose
  std::uint64_t offset = 0;    // write: byte of the disk; mark: its number
  std::uint64_t length = 0;    // write: bytes
  std::uint64_t data = 0;      // write: where its bytes begin in the shared memory
};

// Owns a shared mapping that children made by fork keep writing to. One process appends, from one
// thread at a time; others read what count() covers.
class BlockLog {
 public:
  BlockLog();  // throws std::system_error
  ~BlockLog();
  BlockLog(const BlockLog&) = delete;
  BlockLog& operator=(const BlockLog&) = delete;

  void append_write(std::uint64_t offset, std::span<const std::byte> bytes);
  void append_flush();
  void append_mark(std::uint32_t workload, std::uint64_t number);

  std::span<const BlockLogEntry> entries() const;
  std::span<const std::byte> bytes_of(const BlockLogEntry& write) const;
  bool overflowed() const;  // something did not fit: the log must not be used
  void clear();

  // Knobs of the server, set by the reader.
  void set_recording(bool on);
  bool recording() const;
  void set_data_hold_ms(std::uint32_t hold_ms);  // how long writes of file data are held back
  std::uint32_t data_hold_ms() const;

 private:
  struct Head;
  void append(const BlockLogEntry& entry);

  std::byte* memory_ = nullptr;
  Head* head_ = nullptr;
  BlockLogEntry* entries_ = nullptr;
};

}  // namespace crashproof
