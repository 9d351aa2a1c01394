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
endfunction()

function(crashproof_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} crashproof_flags)
endfunction()

# What tests are made with; with CRASHPROOF_PRECOMPILE its headers are parsed once and not in each
# test, a third of the time. The dev preset goes without, so that each file names what it uses.
if(CRASHPROOF_TESTS)
  add_library(crashproof_test_libraries INTERFACE)
  target_link_libraries(crashproof_test_libraries INTERFACE rapidcheck rapidcheck_gtest GTest::gtest GTest::gmock GTest::gtest_main)
  if(CRASHPROOF_PRECOMPILE)
    file(WRITE ${PROJECT_BINARY_DIR}/precompiled.cpp "")
    add_library(crashproof_precompiled STATIC ${PROJECT_BINARY_DIR}/precompiled.cpp)
    # The option is for ccache, which has to see what a precompiled header stands for.
    target_compile_options(crashproof_test_libraries INTERFACE -fpch-preprocess)
    target_link_libraries(crashproof_precompiled PRIVATE crashproof_test_libraries fmt::fmt crashproof_flags)
    target_precompile_headers(crashproof_precompiled PRIVATE
      <gtest/gtest.h> <gmock/gmock.h> <rapidcheck.h> <rapidcheck/gtest.h> <fmt/format.h>
      <algorithm> <filesystem> <fstream> <functional> <map> <set> <string> <vector>)
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
    target_precompile_headers(${name} REUSE_FROM crashproof_precompiled)
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:$ENV{PATH}")
endfunction()
if(CRASHPROOF_TESTS)
  include(GoogleTest)
endif()
