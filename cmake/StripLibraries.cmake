# cpack runs it on what it packs: takes out of the static libraries what only a debugger needs, as
# Debian does. Programs are stripped by cpack itself.
file(GLOB_RECURSE libraries ${CPACK_TEMPORARY_DIRECTORY}/*.a)
if(libraries)
  execute_process(COMMAND strip --strip-debug --remove-section=.comment --remove-section=.note
    --enable-deterministic-archives ${libraries} COMMAND_ERROR_IS_FATAL ANY)
endif()
