# DuckDB's C API as the target DuckDB::DuckDB. It is not in Debian: DUCKDB_ROOT (a folder with duckdb.h and
# libduckdb.so) is looked at first, then what packaging/dependencies put into the user's cache.
set(DUCKDB_ROOT "$ENV{DUCKDB_ROOT}" CACHE PATH "Folder with duckdb.h and libduckdb.so")
if(DEFINED ENV{XDG_CACHE_HOME})
  set(_triptych_cache $ENV{XDG_CACHE_HOME}/triptych)
else()
  set(_triptych_cache $ENV{HOME}/.cache/triptych)
endif()
find_path(DUCKDB_INCLUDE_DIR duckdb.h HINTS ${DUCKDB_ROOT} ${_triptych_cache}/duckdb-1.4.4 PATH_SUFFIXES include)
find_library(DUCKDB_LIBRARY duckdb HINTS ${DUCKDB_ROOT} ${_triptych_cache}/duckdb-1.4.4 PATH_SUFFIXES lib)
if(NOT DUCKDB_INCLUDE_DIR OR NOT DUCKDB_LIBRARY)
  message(FATAL_ERROR "DuckDB was not found. Run packaging/dependencies, or set DUCKDB_ROOT to a folder with duckdb.h and libduckdb.so.")
endif()
add_library(DuckDB::DuckDB SHARED IMPORTED)
set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION ${DUCKDB_LIBRARY} IMPORTED_NO_SONAME TRUE
  INTERFACE_INCLUDE_DIRECTORIES ${DUCKDB_INCLUDE_DIR})
