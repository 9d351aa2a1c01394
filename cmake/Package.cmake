# cpack -G DEB, or the target `package`: a Debian package of what is installed. tools/package builds
# and tries it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME crashproof)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The authors of Crashproof <crashproof@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "find out what a rerun makes of an interrupted job")
# Debian wants the lines of the description short, and without the summary again.
set(CPACK_PACKAGE_DESCRIPTION
"Crashproof records one crash-free run of a command, derives every state
that a kill or a power cut can leave, runs the command again from each,
and compares the end with the crash-free one. What goes wrong comes with
its cause by name and one line that shows it again.
.
The package also holds reference_pipeline, a resumable job with flaws
that can be switched on one at a time.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gdb, faketime")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)

set(CRASHPROOF_DOCDIR ${CMAKE_INSTALL_DATADIR}/doc/crashproof)
# The changelog as Debian's tools read it; CHANGELOG.md has what people read.
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

# The libraries for test authors, component "development", are as large as all else together in every
# build type; cmake --install puts them where they are wanted.
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};crashproof;Unspecified;/")
include(CPack)
