// In which circumstances a file system is measured: how fast the programs are, how fast the disk.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace crashproof {

struct Variant {
  std::string_view name;
  std::string_view summary;
  std::uint32_t pause_ms = 0;      // longest pause between two calls of a workload
  std::uint32_t data_hold_ms = 0;  // so much later do writes of file data reach the disk
  // Now and then, this far apart at most, we make the file system commit or write back one file,
  // as its timers would some seconds later; 0: its own timers only. Rounds take turns: prods of
  // both kinds, writebacks alone, commits alone.
  std::uint32_t prod_every_ms = 0;
  bool fast_commits = false;
  bool together = true;         // all workloads at once on one disk; else one after the other
  std::uint32_t settle_ms = 0;  // after the last call, before everything is synced
  int quick_rounds = 0;         // how often with --quick
  int full_rounds = 0;
};

std::span<const Variant> variants();

}  // namespace crashproof
