# Writes OUTPUT, a .cpp that holds page.html, page.css and the scripts of FOLDER, these joined to
# one in the order of SCRIPTS, as raw string literals, and the digests that a page's policy names.
# Called as: cmake -D FOLDER=… -D SCRIPTS=a.js,b.js -D OUTPUT=… -P EmbedReportPage.cmake
file(READ ${FOLDER}/page.html markup)
file(READ ${FOLDER}/page.css style)
string(REPLACE "," ";" scripts ${SCRIPTS})
set(script "(() => {\n'use strict';\n")
foreach(name IN LISTS scripts)
  file(READ ${FOLDER}/${name} text)
  string(APPEND script "${text}\n")
endforeach()
string(APPEND script "})();\n")
string(SHA256 style_digest "${style}")
string(SHA256 script_digest "${script}")

set(source "// Generated from ${FOLDER} by cmake/EmbedReportPage.cmake.\n")
string(APPEND source "#include \"reports/html/page_template.h\"\n\n")
string(APPEND source "const crashproof::reports::PageTemplate& crashproof::reports::page_template() {\n")
string(APPEND source "  static const PageTemplate page{\nR\"page(${markup})page\",\nR\"page(${style})page\",\n")
string(APPEND source "R\"page(${script})page\",\n\"${style_digest}\", \"${script_digest}\"};\n  return page;\n}\n")
file(WRITE ${OUTPUT} "${source}")
