# Called as: cmake -D PROGRAM=… -D OUTPUT=… -P MakePages.cmake. Writes OUTPUT/man1/*.1, compressed,
# the completions, and OUTPUT/made at the end.
function(make file)
  execute_process(COMMAND ${PROGRAM} ${ARGN} OUTPUT_FILE ${OUTPUT}/${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${OUTPUT})
file(MAKE_DIRECTORY ${OUTPUT}/man1)
make(man1/crashproof.1 man)
# The page names every verb's page.
file(STRINGS ${OUTPUT}/man1/crashproof.1 references REGEX "^\\.BR crashproof")
foreach(reference IN LISTS references)
  string(REGEX REPLACE "^\\.BR crashproof[^a-z]+([a-z]+) .*" "\\1" verb "${reference}")
  make(man1/crashproof-${verb}.1 man ${verb})
endforeach()
make(crashproof.bash completion bash)
make(_crashproof completion zsh)
make(crashproof.fish completion fish)
file(GLOB manual ${OUTPUT}/man1/*.1)
execute_process(COMMAND gzip -9n ${manual} COMMAND_ERROR_IS_FATAL ANY)
file(TOUCH ${OUTPUT}/made)
