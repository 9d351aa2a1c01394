# Manual pages and shell completions, made by the program itself and installed with it.
set(pages ${CMAKE_BINARY_DIR}/pages)
add_custom_command(OUTPUT ${pages}/made
  COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:crashproof> -D OUTPUT=${pages}
          -P ${PROJECT_SOURCE_DIR}/cmake/MakePages.cmake
  DEPENDS crashproof ${PROJECT_SOURCE_DIR}/cmake/MakePages.cmake
  COMMENT "Making manual pages and completions"
  VERBATIM)
add_custom_target(crashproof_pages ALL DEPENDS ${pages}/made)

install(DIRECTORY ${pages}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${pages}/crashproof.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME crashproof)
install(FILES ${pages}/_crashproof DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${pages}/crashproof.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
