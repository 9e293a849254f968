# What only people who work on Bindery need: tests, examples, benchmarks.
if(NOT BINDERY_TESTS STREQUAL "OFF")
  find_package(GTest QUIET)
  if(GTest_FOUND)
    enable_testing()
    add_subdirectory(tests)
  elseif(BINDERY_TESTS STREQUAL "AUTO")
    message(STATUS "Bindery: tests off: GoogleTest was not found (Debian: libgtest-dev, libgmock-dev)")
  else()
    message(FATAL_ERROR "Bindery: BINDERY_TESTS=ON needs GoogleTest (Debian: libgtest-dev, libgmock-dev)")
  endif()
endif()

add_subdirectory(examples)

if(BINDERY_BENCH)
  add_subdirectory(bench)
endif()
