// One pass over the log: what is flushed goes into an image, what is not is kept as pieces.
#include "tools/validate_models/crash_images.h"

#include <algorithm>
#include <random>

namespace crashproof {
namespace {

struct Piece {
  std::uint64_t offset = 0;
  std::span<const std::byte> bytes;
};

// Moments between one write or flush and the next: the same writes are done, and the same flushed.
struct Stretch {
  std::uint64_t first_moment = 0;
  std::uint64_t last_moment = 0;
  bool begun_by_write = false;
};

std::vector<Stretch> stretches_of(std::span<const BlockLogEntry> entries) {
  std::vector<Stretch> stretches;
  std::uint64_t begin = 0;
  while (begin < entries.size() && entries[begin].kind != BlockLogEntry::Kind::mark) ++begin;
  bool begun_by_write = true;
  for (std::uint64_t at = begin; at <= entries.size(); ++at) {
    if (at < entries.size() && entries[at].kind == BlockLogEntry::Kind::mark) continue;
    stretches.push_back({begin, at, begun_by_write});
    begin = at + 1;
    begun_by_write = at < entries.size() && entries[at].kind == BlockLogEntry::Kind::write;
  }
  return stretches;
}

void add_pieces(std::vector<Piece>& pieces, const BlockLog& log, const BlockLogEntry& write) {
  std::span<const std::byte> bytes = log.bytes_of(write);
  std::uint64_t offset = write.offset;
  while (!bytes.empty()) {
    const std::uint64_t length =
        std::min<std::uint64_t>(disk_page_bytes - offset % disk_page_bytes, bytes.size());
    pieces.push_back({offset, bytes.first(static_cast<std::size_t>(length))});
    offset += length;
    bytes = bytes.subspan(static_cast<std::size_t>(length));
  }
}

class Walk {
 public:
  Walk(const DiskImage& base, const BlockLog& log, const CrashImageLimits& limits)
      : flushed_(base), log_(log), limits_(limits), random_(limits.seed) {}

  void run(const std::function<bool(const CrashImage&)>& hand_over) {
    const std::vector<Stretch> stretches = stretches_of(log_.entries());
    double prefixes_due = 0;
    double subsets_due = 0;
    const double prefix_share = share(limits_.prefixes, stretches.size());
    const double subset_share = static_cast<double>(limits_.subsets) /
                                static_cast<double>(std::max<std::size_t>(stretches.size(), 1));
    for (const Stretch& stretch : stretches) {
      go_to(stretch.first_moment);
      prefixes_due += prefix_share;
      subsets_due += subset_share;
      // A random amount at each place, so that rounds with other seeds see other places.
      if (prefixes_due >= chance()) {
        prefixes_due -= 1;
        if (shown_before(stretch)) continue;
        if (!hand_over(image_of(stretch, 1.0))) return;
      }
      while (subsets_due >= chance() && subsets_due > 0) {
        subsets_due -= 1;
        if (pieces_.size() < 2) continue;
        if (!hand_over(image_of(stretch, kept_shares_[random_() % kept_shares_.size()]))) return;
      }
    }
  }

 private:
  static double share(std::uint64_t most, std::size_t of) {
    return most >= of ? 1.0 : static_cast<double>(most) / static_cast<double>(of);
  }

  // After a flush the disk is as before; without a mark since then, so is what we know of it.
  static bool shown_before(const Stretch& stretch) {
    return !stretch.begun_by_write && stretch.first_moment == stretch.last_moment;
  }

  double chance() { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }

  void go_to(std::uint64_t moment) {
    for (; next_ < moment; ++next_) {
      const BlockLogEntry& entry = log_.entries()[next_];
      if (entry.kind == BlockLogEntry::Kind::write) add_pieces(pieces_, log_, entry);
      if (entry.kind == BlockLogEntry::Kind::flush) flush();
    }
  }

  void flush() {
    for (const Piece& piece : pieces_) flushed_.write(piece.offset, piece.bytes);
    pieces_.clear();
  }

  CrashImage image_of(const Stretch& stretch, double kept_share) {
    CrashImage crash{flushed_, stretch.first_moment, stretch.last_moment, kept_share == 1.0};
    for (const Piece& piece : pieces_) {
      if (kept_share == 1.0 || chance() < kept_share) crash.image.write(piece.offset, piece.bytes);
    }
    return crash;
  }

  DiskImage flushed_;
  const BlockLog& log_;
  CrashImageLimits limits_;
  std::mt19937_64 random_;
  std::vector<Piece> pieces_;  // written, not flushed, in order
  std::uint64_t next_ = 0;     // entries below it are in flushed_ or pieces_
  const std::vector<double> kept_shares_ = {0.15, 0.5, 0.85};
};

}  // namespace

void each_crash_image(const DiskImage& base, const BlockLog& log, const CrashImageLimits& limits,
                      const std::function<bool(const CrashImage&)>& hand_over) {
  Walk(base, log, limits).run(hand_over);
}

}  // namespace crashproof
