# Interface targets that every target of Triptych links: language options and warnings.
add_library(triptych_options INTERFACE)
target_compile_features(triptych_options INTERFACE cxx_std_20)
target_compile_definitions(triptych_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS SPDLOG_FMT_EXTERNAL
  TRIPTYCH_VERSION="${PROJECT_VERSION}")
target_compile_options(triptych_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(TRIPTYCH_WERROR)
  target_compile_options(triptych_options INTERFACE -Werror)
endif()
if(TRIPTYCH_SANITIZE)
  target_compile_options(triptych_options INTERFACE -fsanitize=${TRIPTYCH_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(triptych_options INTERFACE -fsanitize=${TRIPTYCH_SANITIZE})
endif()
if(TRIPTYCH_FUZZ)
  target_compile_options(triptych_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined)
  target_link_options(triptych_options INTERFACE -fsanitize=address,undefined)
endif()

find_program(TRIPTYCH_CCACHE ccache)
if(TRIPTYCH_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${TRIPTYCH_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TRIPTYCH_CCACHE})
endif()
# mold (or lld) links in a fraction of the time of bfd; the result is the same.
find_program(TRIPTYCH_MOLD mold)
if(TRIPTYCH_MOLD AND NOT TRIPTYCH_FUZZ)
  add_link_options(-fuse-ld=mold)
endif()

# One room of models/: a static library named triptych_<room>, every .cpp of its folder in it.
function(triptych_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_library(triptych_${name} STATIC ${sources})
  target_include_directories(triptych_${name} PUBLIC ${PROJECT_SOURCE_DIR}/models)
  target_link_libraries(triptych_${name} PUBLIC triptych_options ${ARGN})
endfunction()
