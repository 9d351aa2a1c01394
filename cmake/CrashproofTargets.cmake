# crashproof_library(name SOURCES … LINKS …), crashproof_program(…), crashproof_test(…):
# the flags that every target of ours gets, said once.
add_library(crashproof_flags INTERFACE)
target_compile_options(crashproof_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough)
target_include_directories(crashproof_flags INTERFACE ${PROJECT_SOURCE_DIR})
if(CRASHPROOF_SANITIZE)
  target_compile_options(crashproof_flags INTERFACE -fsanitize=${CRASHPROOF_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  target_link_options(crashproof_flags INTERFACE -fsanitize=${CRASHPROOF_SANITIZE})
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

# One test program an area; ctest sees each GoogleTest case by its own name. The system's own
# programs come first: a version manager's python3 is a script that starts forty processes.
function(crashproof_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} rapidcheck rapidcheck_gtest GTest::gtest GTest::gmock GTest::gtest_main crashproof_flags)
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin:$ENV{PATH}")
endfunction()
if(CRASHPROOF_TESTS)
  include(GoogleTest)
endif()
