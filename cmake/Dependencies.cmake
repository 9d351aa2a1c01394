# Every library that Crashproof uses, found once. Debian's package names are in tools/packages.
find_package(Threads REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS filesystem)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
# RapidCheck is linked by the program too: it draws and shrinks the random schedules.
find_package(rapidcheck CONFIG REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(DW REQUIRED IMPORTED_TARGET libdw)
pkg_check_modules(FIU REQUIRED IMPORTED_TARGET libfiu)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
# The library for test authors brings a main() along, so it is needed without our own tests too.
find_package(GTest CONFIG REQUIRED)
# Compiled into our libraries: whoever links these needs no headers of them.
set(CRASHPROOF_HEADERS_ALONE nlohmann_json::nlohmann_json CLI11::CLI11 Boost::headers)
