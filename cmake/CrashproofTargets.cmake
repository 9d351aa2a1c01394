# crashproof_library(name SOURCES … LINKS …), crashproof_program(…), crashproof_test(…):
# the flags that every target of ours gets, said once.
add_library(crashproof_flags INTERFACE)
target_compile_options(crashproof_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough)
target_include_directories(crashproof_flags INTERFACE ${PROJECT_SOURCE_DIR})
if(CRASHPROOF_SANITIZE)
  target_compile_options(crashproof_flags INTERFACE -fsanitize=${CRASHPROOF_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(crashproof_flags INTERFACE -fsanitize=${CRASHPROOF_SANITIZE})
endif()

# With this linker the test programs take a quarter of the time to link.
find_program(CRASHPROOF_MOLD mold)
if(CRASHPROOF_MOLD AND CMAKE_BUILD_TYPE STREQUAL "Debug")
  add_link_options(-fuse-ld=mold)
endif()

# crashproof_precompiled(name HEADERS…): headers that are parsed once, for what says
# target_precompile_headers(… REUSE_FROM name); only with CRASHPROOF_PRECOMPILE. Builds without it,
# as the release preset's, prove that each file includes what it uses.
function(crashproof_precompiled name)
  cmake_parse_arguments(ARG "" "" "HEADERS;LINKS" ${ARGN})
  file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp "")
  add_library(${name} STATIC ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} fmt::fmt crashproof_flags)
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS} <fmt/format.h> <algorithm>
    <filesystem> <fstream> <functional> <map> <memory> <optional> <set> <span> <sstream> <string>
    <string_view> <system_error> <variant> <vector>)
endfunction()
if(CRASHPROOF_PRECOMPILE)
  # For ccache, which has to see what a precompiled header stands for.
  target_compile_options(crashproof_flags INTERFACE -fpch-preprocess)
  crashproof_precompiled(crashproof_precompiled_library)
endif()

function(crashproof_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  foreach(link IN LISTS ARG_LINKS)
    if(link IN_LIST CRASHPROOF_HEADERS_ALONE)
      set(link $<BUILD_INTERFACE:${link}>)
    endif()
    target_link_libraries(${name} PUBLIC ${link})
  endforeach()
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:crashproof_flags>)
  if(CRASHPROOF_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM crashproof_precompiled_library)
  endif()
endfunction()

function(crashproof_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} crashproof_flags)
endfunction()

# What tests are made with.
if(CRASHPROOF_TESTS)
  add_library(crashproof_test_libraries INTERFACE)
  target_link_libraries(crashproof_test_libraries INTERFACE rapidcheck rapidcheck_gtest GTest::gtest GTest::gmock GTest::gtest_main)
  if(CRASHPROOF_PRECOMPILE)
    crashproof_precompiled(crashproof_precompiled_test LINKS crashproof_test_libraries
      HEADERS <gtest/gtest.h> <gmock/gmock.h> <rapidcheck.h> <rapidcheck/gtest.h>)
  endif()
endif()

# One test program an area; ctest sees each GoogleTest case by its own name. The system's own
# programs come first: a version manager's python3 is a script that starts forty processes.
# TIMEOUT, in seconds, only ends what hangs: a slow machine under a sanitizer takes ten times as long.
function(crashproof_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 240)
  endif()
  if(CRASHPROOF_SANITIZE)
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * 4")
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} crashproof_test_libraries crashproof_flags)
  if(CRASHPROOF_PRECOMPILE)
    # What the headers were parsed with has to be known to whoever takes them over.
    target_link_libraries(${name} PRIVATE fmt::fmt)
    target_precompile_headers(${name} REUSE_FROM crashproof_precompiled_test)
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:$ENV{PATH}")
endfunction()
if(CRASHPROOF_TESTS)
  include(GoogleTest)
endif()
