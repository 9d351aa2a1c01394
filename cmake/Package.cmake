# cpack -G DEB, or the target `package`: Debian packages of what is installed. crashproof holds the
# programs, crashproof-dev what find_package(crashproof) finds. tools/package builds and tries them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crashproof)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The authors of Crashproof <crashproof@localhost>")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL ${CMAKE_INSTALL_DEFAULT_COMPONENT_NAME} development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)

set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME crashproof)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SUGGESTS "gdb, faketime")
# The first line is the summary. Debian wants the lines short, and without the summary again.
set(CPACK_DEBIAN_PROGRAMS_DESCRIPTION
"find out what a rerun makes of an interrupted job
Crashproof records one crash-free run of a command, derives every state
that a kill or a power cut can leave, runs the command again from each,
and compares the end with the crash-free one. What goes wrong comes with
its cause by name and one line that shows it again.
.
The package also holds reference_pipeline, a resumable job with flaws
that can be switched on one at a time.")

# What crashproofConfig.cmake looks for: the static libraries link it.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME crashproof-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "crashproof (= ${PROJECT_VERSION}), libfmt-dev, \
libboost-filesystem1.81-dev, libsqlite3-dev, libtomlplusplus-dev, libgtest-dev, libgmock-dev, \
librapidcheck-dev, libdw-dev, libfiu-dev, libseccomp-dev, libxxhash-dev, libzstd-dev, pkg-config")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
"crash tests in C++ test suites, with Crashproof
GoogleMock matchers that audit a job from a C++ test program, crash
schedules as arguments of RapidCheck properties, C++ functions as jobs,
and points that a job names itself: static libraries, headers, and what
find_package(crashproof) takes, with a whole project as an example.")
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/StripLibraries.cmake)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

set(CRASHPROOF_DOCDIR ${CMAKE_INSTALL_DATADIR}/doc/crashproof)
# The changelog as Debian's tools read it; CHANGELOG.md has what people read.
# Honours SOURCE_DATE_EPOCH, as tools/package sets it.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${CMAKE_BINARY_DIR}/changelog "crashproof (${PROJECT_VERSION}) unstable; urgency=low

  * See CHANGELOG.md.gz.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")
execute_process(COMMAND gzip -9nk -f ${CMAKE_BINARY_DIR}/changelog COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  OUTPUT_FILE ${CMAKE_BINARY_DIR}/CHANGELOG.md.gz COMMAND_ERROR_IS_FATAL ANY)
install(FILES ${CMAKE_BINARY_DIR}/changelog.gz ${CMAKE_BINARY_DIR}/CHANGELOG.md.gz README.md
  DESTINATION ${CRASHPROOF_DOCDIR})
install(FILES docs/copyright DESTINATION ${CRASHPROOF_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CRASHPROOF_DOCDIR}/docs FILES_MATCHING PATTERN "*.md")

install(FILES ${CMAKE_BINARY_DIR}/changelog.gz docs/copyright
  DESTINATION ${CRASHPROOF_DOCDIR}-dev COMPONENT development)
install(DIRECTORY docs/examples DESTINATION ${CRASHPROOF_DOCDIR}-dev COMPONENT development)

include(CPack)
