# What find_package(crashproof) finds: static libraries, the public headers, a configuration. All
# of it is in the install component "development", apart from the programs; a Debian package of its own.
include(CMakePackageConfigHelpers)

set(crashproof_package ${CMAKE_INSTALL_LIBDIR}/cmake/crashproof)
set(crashproof_includes ${CMAKE_INSTALL_INCLUDEDIR}/crashproof)

# #include <crashproof/…> works in the tree and where it is installed; so does what these headers
# include of ours, by its path in the repository.
function(crashproof_public_headers target)
  get_target_property(type ${target} TYPE)
  set(scope PUBLIC)
  if(type STREQUAL "INTERFACE_LIBRARY")
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/harness/testing>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}> $<INSTALL_INTERFACE:${crashproof_includes}/parts>)
endfunction()

# Call it after all targets are there.
function(crashproof_install_package)
  set(targets model record trace_file plan trial judge diagnose campaign scenarios persistence faults
    reports learn cli testing rapidcheck point gtest_main)
  foreach(name IN LISTS targets)
    set_target_properties(crashproof_${name} PROPERTIES EXPORT_NAME ${name})
    install(TARGETS crashproof_${name} EXPORT crashproof
      ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/crashproof COMPONENT development)
  endforeach()
  install(EXPORT crashproof NAMESPACE crashproof:: FILE crashproofTargets.cmake
    DESTINATION ${crashproof_package} COMPONENT development)

  install(FILES harness/testing/crashproof/testing.h harness/testing/crashproof/rapidcheck.h
    harness/testing/crashproof/point.h
    DESTINATION ${crashproof_includes} COMPONENT development)
  install(FILES harness/testing/matchers.h harness/testing/recorded_subject.h harness/testing/schedules.h
    harness/testing/subject_function.h harness/testing/test_subject.h
    DESTINATION ${crashproof_includes}/parts/harness/testing COMPONENT development)
  install(FILES harness/model/event.h harness/model/schedule.h
    DESTINATION ${crashproof_includes}/parts/harness/model COMPONENT development)

  configure_package_config_file(cmake/crashproofConfig.cmake.in ${PROJECT_BINARY_DIR}/crashproofConfig.cmake
    INSTALL_DESTINATION ${crashproof_package})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/crashproofConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/crashproofConfig.cmake ${PROJECT_BINARY_DIR}/crashproofConfigVersion.cmake
    DESTINATION ${crashproof_package} COMPONENT development)
endfunction()
