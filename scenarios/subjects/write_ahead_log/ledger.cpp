// Moves money between accounts in a file of fixed records. A transfer changes two of them, so both
// new records go to a write-ahead log first; a log that is complete is applied at the next start.
// "ledger truncate-first" recovers in the wrong order: it takes the log away, then applies it.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

constexpr std::array<const char*, 3> owners = {"alice", "bob", "carol"};

// What the log holds of a transfer: whole new values, so that they may be applied twice.
struct Change {
  std::int64_t from, to;
  std::int64_t from_balance, to_balance;
  std::int64_t transfers_done;
  std::int64_t complete;  // written last, and not zero
};

struct Accounts {
  std::int64_t transfers_done;
  std::array<std::int64_t, owners.size()> balances;
};

void check(bool well) {
  if (!well) std::abort();
}

int opened(const char* name) {
  const int file = ::open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  check(file >= 0);
  return file;
}

void put(int file, std::int64_t value, std::size_t offset) {
  check(::pwrite(file, &value, sizeof value, static_cast<off_t>(offset)) == sizeof value);
}

std::size_t offset_of(std::int64_t account) {
  return (1 + static_cast<std::size_t>(account)) * sizeof(std::int64_t);
}

void apply(int data, const Change& change) {
  put(data, change.from_balance, offset_of(change.from));
  put(data, change.to_balance, offset_of(change.to));
  put(data, change.transfers_done, 0);
  check(::fsync(data) == 0);
}

void clear(int log) {
  check(::ftruncate(log, 0) == 0 && ::fsync(log) == 0);
}

void recover(int data, int log, bool truncate_first) {
  Change change{};
  const bool whole = ::pread(log, &change, sizeof change, 0) == sizeof change && change.complete;
  if (truncate_first) clear(log);
  if (whole) apply(data, change);
  if (!truncate_first) clear(log);
}

void transfer(int data, int log, Change change) {
  check(::pwrite(log, &change, offsetof(Change, complete), 0) == offsetof(Change, complete));
  put(log, 1, offsetof(Change, complete));
  check(::fsync(log) == 0);
  apply(data, change);
  clear(log);
}

std::int64_t number_of(const std::string& owner) {
  std::int64_t number = 0;
  while (owners.at(static_cast<std::size_t>(number)) != owner) ++number;
  return number;
}

}  // namespace

int main(int argc, char** argv) {
  const int data = opened("accounts.dat");
  const int log = opened("accounts.wal");
  recover(data, log, argc > 1 && argv[1] == std::string("truncate-first"));

  Accounts now{0, {100, 100, 100}};  // what everybody has before the first transfer
  if (::pread(data, &now, sizeof now, 0) != sizeof now) {
    check(::pwrite(data, &now, sizeof now, 0) == sizeof now);
  }
  std::ifstream transfers("transfers.txt");
  std::string from, to;
  std::int64_t amount = 0;
  for (std::int64_t line = 1; transfers >> from >> to >> amount; ++line) {
    if (line <= now.transfers_done) continue;
    auto& source = now.balances.at(static_cast<std::size_t>(number_of(from)));
    auto& target = now.balances.at(static_cast<std::size_t>(number_of(to)));
    source -= amount;
    target += amount;
    transfer(data, log, {number_of(from), number_of(to), source, target, line, 0});
  }
}
