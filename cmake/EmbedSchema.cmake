# Writes OUTPUT, a .cpp that holds the JSON Schema SCHEMA as a raw string literal.
# Called as: cmake -D SCHEMA=… -D OUTPUT=… -P EmbedSchema.cmake
file(READ ${SCHEMA} text)
set(source "// Generated from ${SCHEMA} by cmake/EmbedSchema.cmake.\n")
string(APPEND source "#include \"reports/run_schema.h\"\n\n")
string(APPEND source "std::string_view crashproof::reports::run_schema() {\n")
string(APPEND source "  return R\"schema(${text})schema\";\n}\n")
file(WRITE ${OUTPUT} "${source}")
