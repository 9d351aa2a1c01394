// Reads the dynamic symbols of our own vDSO and writes over those of others.
#include "harness/record/vdso.h"

#include <elf.h>
#include <sys/auxv.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "harness/record/clock_stub.h"
#include "harness/record/tracee.h"

namespace crashproof {
namespace {

// mov $-ENOSYS, %eax; ret: whoever asks it for its parameters goes to the system call then.
constexpr unsigned char kNoGetrandom[] = {0xf3,         0x0f, 0x1e, 0xfa, 0xb8,
                                          256 - ENOSYS, 0xff, 0xff, 0xff, 0xc3};

template <typename Entry>
const Entry* at(const char* image, std::uint64_t offset) {
  return reinterpret_cast<const Entry*>(image + offset);
}

struct Symbols {
  std::uint64_t table = 0;
  std::uint64_t names = 0;
  std::uint64_t names_size = 0;
};

Symbols symbols_in(const char* image, std::uint64_t dynamic_offset) {
  Symbols symbols;
  for (const auto* entry = at<Elf64_Dyn>(image, dynamic_offset); entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_SYMTAB) symbols.table = entry->d_un.d_ptr;
    if (entry->d_tag == DT_STRTAB) symbols.names = entry->d_un.d_ptr;
    if (entry->d_tag == DT_STRSZ) symbols.names_size = entry->d_un.d_val;
  }
  return symbols;
}

VdsoFunction function(const char* image, const Symbols& symbols, std::string_view name) {
  // The names follow the table, in every vDSO so far; nothing else says how long the table is.
  for (std::uint64_t place = symbols.table; place + sizeof(Elf64_Sym) <= symbols.names;
       place += sizeof(Elf64_Sym)) {
    const auto* symbol = at<Elf64_Sym>(image, place);
    if (symbol->st_name >= symbols.names_size || symbol->st_shndx == SHN_UNDEF) continue;
    if (name == at<char>(image, symbols.names + symbol->st_name)) {
      return {symbol->st_value, symbol->st_size};
    }
  }
  return {};
}

// Offsets in it count from its start: it is linked to lie at 0.
Vdso read_own() {
  Vdso vdso;
  const auto* image = reinterpret_cast<const char*>(::getauxval(AT_SYSINFO_EHDR));
  if (image == nullptr) return vdso;
  const auto* header = at<Elf64_Ehdr>(image, 0);
  if (std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return vdso;
  Symbols symbols;
  for (unsigned n = 0; n < header->e_phnum; ++n) {
    const auto* segment = at<Elf64_Phdr>(image, header->e_phoff + n * sizeof(Elf64_Phdr));
    if (segment->p_type == PT_DYNAMIC) symbols = symbols_in(image, segment->p_vaddr);
  }
  vdso.image = image;
  vdso.clock_gettime = function(image, symbols, "__vdso_clock_gettime");
  vdso.gettimeofday = function(image, symbols, "__vdso_gettimeofday");
  vdso.time = function(image, symbols, "__vdso_time");
  vdso.getrandom = function(image, symbols, "__vdso_getrandom");
  return vdso;
}

bool is_like_ours(pid_t pid, std::uint64_t address, const VdsoFunction& function) {
  const std::string theirs = read_memory(pid, address + function.offset, function.size);
  return theirs == std::string_view(own_vdso().image + function.offset, function.size);
}

// One after the other into the image of a program.
class Patch {
 public:
  Patch(pid_t pid, std::uint64_t address) : pid_(pid), address_(address) {}

  void write(const VdsoFunction& function, const void* code, std::size_t length) {
    done_ = done_ && length <= function.size && is_like_ours(pid_, address_, function) &&
            overwrite_memory(pid_, address_ + function.offset, code, length);
  }

  void jump(const VdsoFunction& from, std::uint64_t to_offset) {
    if (!from.exists()) return;
    constexpr std::size_t kLength = 5;
    const auto distance = static_cast<std::int32_t>(to_offset - (from.offset + kLength));
    char code[kLength] = {'\xe9'};
    std::memcpy(code + 1, &distance, sizeof distance);
    write(from, code, sizeof code);
  }

  bool done() const { return done_; }

 private:
  pid_t pid_;
  std::uint64_t address_;
  bool done_ = true;
};

}  // namespace

const Vdso& own_vdso() {
  static const Vdso vdso = read_own();
  return vdso;
}

bool patch_vdso(pid_t pid, std::uint64_t address, const Pins& pins) {
  const Vdso& vdso = own_vdso();
  Patch patch(pid, address);
  if (vdso.image == nullptr) return false;
  if (pins.clock_is_pinned() && vdso.clock_gettime.exists()) {
    const ClockStub stub = clock_stub(pins.clock);
    const std::uint64_t start = vdso.clock_gettime.offset;
    patch.write(vdso.clock_gettime, stub.code.data(), stub.code.size());
    patch.jump(vdso.gettimeofday, start + stub.gettimeofday);
    patch.jump(vdso.time, start + stub.time);
  }
  if (pins.random_seed && vdso.getrandom.exists()) {
    patch.write(vdso.getrandom, kNoGetrandom, sizeof kNoGetrandom);
  }
  return patch.done();
}

}  // namespace crashproof
