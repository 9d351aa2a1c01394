# CRASHPROOF_DATE: the day that manual pages carry, the same for everybody who builds the same sources.
# SOURCE_DATE_EPOCH if it is set; else the day in the topmost heading of CHANGELOG.md, as in
# "## 1.0.0 (2027-01-31)"; where that is not released, the day of the commit, and where there is none,
# of CHANGELOG.md as it was unpacked.
function(crashproof_edition_date result)
  set(changelog ${PROJECT_SOURCE_DIR}/CHANGELOG.md)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${changelog})
  set(day "")
  if(DEFINED ENV{SOURCE_DATE_EPOCH})
    string(TIMESTAMP day "%Y-%m-%d" UTC)
  endif()
  if(NOT day)
    file(STRINGS ${changelog} heading REGEX "^## " LIMIT_COUNT 1)
    if(heading MATCHES "([0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9])")
      set(day ${CMAKE_MATCH_1})
    endif()
  endif()
  if(NOT day)
    execute_process(COMMAND ${CMAKE_COMMAND} -E env TZ=UTC0 git log -1 --format=%cd --date=format-local:%Y-%m-%d
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE day ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
  if(NOT day)
    file(TIMESTAMP ${changelog} day "%Y-%m-%d" UTC)
  endif()
  set(${result} ${day} PARENT_SCOPE)
endfunction()
