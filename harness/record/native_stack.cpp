// Unwinds with libdwfl.
#include "harness/record/native_stack.h"

#include <cxxabi.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/record/own_code.h"

namespace crashproof {
namespace {

constexpr std::size_t kMostFrames = 128;

// By build id alone, since the standard one would go on to ask servers over the network. What is
// known of the system's libraries is large, and nothing of it would be shown.
int find_debuginfo(Dwfl_Module* module, void** user_data, const char* name, Dwarf_Addr base,
                   const char* file, const char* link, GElf_Word checksum, char** found) {
  if (name != nullptr && is_system_module(name)) return -1;
  return dwfl_build_id_find_debuginfo(module, user_data, name, base, file, link, checksum, found);
}

const Dwfl_Callbacks kCallbacks = {
    .find_elf = dwfl_linux_proc_find_elf,
    .find_debuginfo = find_debuginfo,
    .section_address = nullptr,
    .debuginfo_path = nullptr,
};

struct EndSession {
  void operator()(Dwfl* session) const { dwfl_end(session); }
};
using Session = std::unique_ptr<Dwfl, EndSession>;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};

std::string text(const char* characters) {
  return characters == nullptr ? "" : characters;
}

struct Place {
  std::string file;
  unsigned line = 0;
};

// The compilation unit of an address, and the address as that one counts.
struct Unit {
  Dwarf_Die* die = nullptr;
  Dwarf_Addr address = 0;
};

Unit unit_of(Dwfl_Module* module, Dwarf_Addr address) {
  Dwarf_Addr bias = 0;
  Dwarf_Die* die = dwfl_module_addrdie(module, address, &bias);
  // Of code without debug information it is the unit before that one.
  if (die != nullptr && dwarf_haspc(die, address - bias) > 0) return {die, address - bias};
  die = nullptr;
  // Clang and Go write no table of addresses: each unit knows its own.
  while ((die = dwfl_module_nextcu(module, die, &bias)) != nullptr) {
    if (dwarf_haspc(die, address - bias) > 0) return {die, address - bias};
  }
  return {};
}

// Where it was compiled, if the compiler was given a relative name.
std::string source_path(Dwarf_Die* unit, const char* file) {
  if (file == nullptr) return "";
  Dwarf_Attribute attribute;
  const std::filesystem::path directory =
      text(dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute)));
  return (directory / file).lexically_normal().string();
}

Place place_of(const Unit& unit) {
  Dwarf_Line* const found = dwarf_getsrc_die(unit.die, unit.address);
  int line = 0;
  if (found == nullptr || dwarf_lineno(found, &line) != 0 || line <= 0) return {};
  return {source_path(unit.die, dwarf_linesrc(found, nullptr, nullptr)),
          static_cast<unsigned>(line)};
}

// Where an inlined function is called.
Place call_of(Dwarf_Die* inlined, Dwarf_Die* unit) {
  Dwarf_Attribute attribute;
  Dwarf_Word file = 0;
  Dwarf_Word line = 0;
  Dwarf_Files* files = nullptr;
  const bool known =
      dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &file) == 0 &&
      dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line) == 0 &&
      dwarf_getsrcfiles(unit, &files, nullptr) == 0;
  if (!known) return {};
  return {source_path(unit, dwarf_filesrc(files, file, nullptr, nullptr)),
          static_cast<unsigned>(line)};
}

bool is_function(Dwarf_Die& die) {
  const int tag = dwarf_tag(&die);
  return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

// The function that the address is in, before those into which that one is inlined.
std::vector<Dwarf_Die> functions_at(const Unit& unit) {
  std::vector<Dwarf_Die> functions;
  Dwarf_Die* scopes = nullptr;
  int count = dwarf_getscopes(unit.die, unit.address, &scopes);
  const std::unique_ptr<Dwarf_Die, Free> of_address(scopes);
  Dwarf_Die* const innermost = std::find_if(scopes, scopes + std::max(count, 0), is_function);
  if (count <= 0 || innermost == scopes + count) return functions;
  // Beyond an inlined function those go on with where it is written, these with where it is called.
  count = dwarf_getscopes_die(innermost, &scopes);
  const std::unique_ptr<Dwarf_Die, Free> of_function(scopes);
  for (int n = 0; n < count; ++n) {
    if (!is_function(scopes[n])) continue;
    functions.push_back(scopes[n]);
    // What is around a function itself, such as that of a lambda, does not call it.
    if (dwarf_tag(scopes + n) == DW_TAG_subprogram) break;
  }
  return functions;
}

std::string symbol_at(Dwfl_Module* module, Dwarf_Addr address) {
  const char* const symbol = dwfl_module_addrname(module, address);
  return symbol == nullptr ? "" : readable_function(symbol);
}

void add_frames(Dwfl* session, Dwarf_Addr address, Stack& stack) {
  Dwfl_Module* const module = dwfl_addrmodule(session, address);
  if (module == nullptr) return stack.push_back({});
  const std::string path =
      text(dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr));
  const Unit unit = unit_of(module, address);
  if (unit.die == nullptr) return stack.push_back({"", 0, symbol_at(module, address), path});
  Place place = place_of(unit);
  std::vector<Dwarf_Die> functions = functions_at(unit);
  // A lambda is described within another function, where it is not looked for.
  if (functions.empty()) {
    return stack.push_back({place.file, place.line, symbol_at(module, address), path});
  }
  for (Dwarf_Die& function : functions) {
    stack.push_back({place.file, place.line, text(dwarf_diename(&function)), path});
    place = call_of(&function, unit.die);
  }
}

int on_frame(Dwfl_Frame* frame, void* argument) {
  Stack& stack = *static_cast<Stack*>(argument);
  Dwarf_Addr counter = 0;
  bool is_current = false;
  if (!dwfl_frame_pc(frame, &counter, &is_current)) return DWARF_CB_ABORT;
  Dwfl* const session = dwfl_thread_dwfl(dwfl_frame_thread(frame));
  // A return address may lie behind the end of the calling function.
  add_frames(session, is_current ? counter : counter - 1, stack);
  return stack.size() < kMostFrames ? DWARF_CB_OK : DWARF_CB_ABORT;
}

// From the last ')' back to its '('.
std::string_view without_parameters(std::string_view name) {
  if (!name.ends_with(')')) return name;
  int open = 0;
  for (std::size_t at = name.size(); at-- > 0;) {
    if (name[at] == ')') ++open;
    if (name[at] == '(' && --open == 0) return name.substr(0, at);
  }
  return name;
}

}  // namespace

std::string readable_function(const char* symbol) {
  constexpr std::string_view kConst = " const";
  constexpr std::string_view kUnnamed = "(anonymous namespace)::";
  int status = 0;
  const std::unique_ptr<char, Free> demangled(
      abi::__cxa_demangle(symbol, nullptr, nullptr, &status));
  if (demangled == nullptr) return symbol;
  std::string_view name = demangled.get();
  if (const auto clone = name.find(" [clone"); clone != std::string_view::npos) {
    name = name.substr(0, clone);
  }
  if (name.ends_with(kConst)) name.remove_suffix(kConst.size());
  std::string readable(without_parameters(name));
  for (auto at = readable.find(kUnnamed); at != std::string::npos; at = readable.find(kUnnamed)) {
    readable.erase(at, kUnnamed.size());
  }
  return readable;
}

Stack native_stack(pid_t pid, pid_t tid) {
  Stack stack;
  const Session session(dwfl_begin(&kCallbacks));
  if (session == nullptr || dwfl_linux_proc_report(session.get(), pid) != 0 ||
      dwfl_report_end(session.get(), nullptr, nullptr) != 0 ||
      dwfl_linux_proc_attach(session.get(), pid, true) != 0) {
    return stack;
  }
  dwfl_getthread_frames(session.get(), tid, on_frame, &stack);
  return stack;
}

}  // namespace crashproof
