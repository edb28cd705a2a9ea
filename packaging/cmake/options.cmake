# Interface targets that every target of Triptych links: language options and warnings.
add_library(triptych_options INTERFACE)
target_compile_features(triptych_options INTERFACE cxx_std_20)
target_compile_definitions(triptych_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS SPDLOG_FMT_EXTERNAL
  TRIPTYCH_VERSION="${PROJECT_VERSION}")
target_compile_options(triptych_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  # gcc 12 sees uninitialised members in the inactive alternatives of std::variant, and overruns in inlined std::string.
  target_compile_options(triptych_options INTERFACE -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overread)
endif()
# Libraries ask for it one by one; given to all, the rooms share one precompiled header.
target_compile_options(triptych_options INTERFACE -pthread)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  # Every x86 processor since 2009: popcnt and SSE4.2.
  target_compile_options(triptych_options INTERFACE -march=x86-64-v2)
endif()
if(CMAKE_UNITY_BUILD)
  # The compiler's own garbage collection takes a tenth of a batch's time.
  target_compile_options(triptych_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-expand=200>
    $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=400000>)
  # What these say of files compiled as one is not so of each alone; the dev preset compiles them so.
  target_compile_options(triptych_options INTERFACE -Wno-shadow -Wno-subobject-linkage)
endif()
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
  # Without these, ccache refuses whatever is compiled with a precompiled header.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    ${TRIPTYCH_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
# mold (or lld) links in a fraction of the time of bfd; the result is the same.
find_program(TRIPTYCH_MOLD mold)
if(TRIPTYCH_MOLD AND NOT TRIPTYCH_FUZZ)
  add_link_options(-fuse-ld=mold)
endif()

# What nearly every file includes, parsed once: about half of a file's compile time without it.
set(TRIPTYCH_STD_HEADERS <algorithm> <array> <charconv> <chrono> <cmath> <functional> <map> <memory> <mutex> <optional>
  <span> <stop_token> <string> <string_view> <unordered_map> <variant> <vector>)
# Of Qt, what most files of a kind include, not its modules whole: the templates that all of QtWidgets leaves to be
# instantiated cost each file a second.
set(TRIPTYCH_CORE_HEADERS <QAbstractItemModel> <QHash> <QObject> <QPointer> <QString> <QStringList> <QTimer> <QVector>)
set(TRIPTYCH_WIDGET_HEADERS ${TRIPTYCH_CORE_HEADERS} <QApplication> <QFrame> <QHBoxLayout> <QHeaderView> <QKeyEvent>
  <QLabel> <QLineEdit> <QMenu> <QMouseEvent> <QPainter> <QScrollBar> <QSplitter> <QStackedWidget> <QStyledItemDelegate>
  <QToolTip> <QTreeView> <QVBoxLayout> <QWidget>)

# How many files of a target a release build compiles as one (CMAKE_UNITY_BUILD, in its preset): they parse headers and
# instantiate templates once, which is most of their time. No more than compile in some 15 seconds, as a change of one
# compiles them all. Other presets compile each file alone, and find what it forgot to include.
function(triptych_batches target size)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE ${size})
endfunction()

# For targets that hand the work to models/ and to Qt, where most time of the compiler was its optimiser's: frames take as
# long (bench_gui_frames).
function(triptych_light target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O1>)
endfunction()

# One room of models/: a static library named triptych_<room>, every .cpp of its folder in it.
function(triptych_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  if(NOT sources)
    add_library(triptych_${name} INTERFACE)
    target_link_libraries(triptych_${name} INTERFACE triptych_options ${ARGN})
    return()
  endif()
  add_library(triptych_${name} STATIC ${sources})
  set_target_properties(triptych_${name} PROPERTIES LINKER_LANGUAGE CXX)
  set(batch 16)
  if(name MATCHES "^(sources|store)$")
    set(batch 5)
  elseif(name MATCHES "^(telemetry|items)$")
    set(batch 8)
  elseif(name MATCHES "^(query|analysis)$")
    set(batch 12)
  endif()
  triptych_batches(triptych_${name} ${batch})
  target_include_directories(triptych_${name} PUBLIC ${PROJECT_SOURCE_DIR}/models)
  target_link_libraries(triptych_${name} PUBLIC triptych_options ${ARGN})
  if(name STREQUAL "base")
    target_precompile_headers(triptych_base PRIVATE ${TRIPTYCH_STD_HEADERS})
  elseif(name STREQUAL "items")
    target_precompile_headers(triptych_items PRIVATE ${TRIPTYCH_STD_HEADERS} ${TRIPTYCH_CORE_HEADERS})
  else()
    target_precompile_headers(triptych_${name} REUSE_FROM triptych_base)
  endif()
endfunction()
