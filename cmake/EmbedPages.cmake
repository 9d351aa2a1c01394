# Writes OUTPUT, a .cpp that holds every CP*.md of FOLDER as a raw string literal.
# Called as: cmake -D FOLDER=… -D OUTPUT=… -P EmbedPages.cmake
file(GLOB pages ${FOLDER}/CP*.md)
list(SORT pages)
set(source "// Generated from ${FOLDER} by cmake/EmbedPages.cmake.\n")
string(APPEND source "#include \"scenarios/failure_modes/embedded.h\"\n\n")
string(APPEND source "std::vector<std::string_view> crashproof::embedded_failure_mode_pages() {\n  return {\n")
foreach(page IN LISTS pages)
  file(READ ${page} text)
  string(APPEND source "R\"page(${text})page\",\n")
endforeach()
string(APPEND source "  };\n}\n")
file(WRITE ${OUTPUT} "${source}")
