# Warnings, sanitizers, and the tools that make a developer's build fast.
function(bindery_warnings target)
  # -Wextra complains of members that a designated initializer leaves to their defaults, which is their point.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                           -Wno-missing-field-initializers)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Optimizing, g++ 12 sees overlapping and endless copies in additions of strings (GCC bug 105651).
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-stringop-overflow
                                             -Wno-array-bounds)
  endif()
  if(BINDERY_DEVELOPER)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(BINDERY_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # g++ 12 sees uninitialized members of the standard containers in instrumented code.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
endfunction()

# Short calls where the compiler knows how: within the library straight (clang's own choice), into the client libraries
# without a jump between.
include(CheckCXXCompilerFlag)
foreach(option -fno-semantic-interposition -fno-plt)
  string(MAKE_C_IDENTIFIER "BINDERY_TAKES${option}" known)
  check_cxx_compiler_flag(${option} ${known})
  if(${known})
    add_compile_options(${option})
  endif()
endforeach()

if(BINDERY_SANITIZE)
  add_compile_options(-fsanitize=${BINDERY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BINDERY_SANITIZE})
endif()

if(BINDERY_DEVELOPER)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  add_compile_definitions($<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)

  find_program(BINDERY_CCACHE ccache)
  if(BINDERY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # Without these, ccache refuses whatever uses a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros ${BINDERY_CCACHE})
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
      add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
    else()
      add_compile_options(-fpch-preprocess)
    endif()
  endif()

  find_program(BINDERY_MOLD mold)
  if(BINDERY_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
