# What a user of the build can choose.
option(BINDERY_DEVELOPER "Tests, examples, benchmarks; warnings are errors" ${PROJECT_IS_TOP_LEVEL})
option(BINDERY_BENCH "Build the benchmarks too (a developer's build with all drivers)" OFF)
set(BINDERY_TESTS AUTO CACHE STRING "Build the tests: ON, OFF, or AUTO (when GoogleTest is installed)")
set(BINDERY_SQLITE AUTO CACHE STRING "SQLite driver: ON, OFF, or AUTO (when its client library is installed)")
set(BINDERY_POSTGRESQL AUTO CACHE STRING "PostgreSQL driver: ON, OFF, or AUTO (when libpq is installed)")
set(BINDERY_MARIADB AUTO CACHE STRING "MariaDB and MySQL driver: ON, OFF, or AUTO (when libmariadb is installed)")
set(BINDERY_SANITIZE "" CACHE STRING "Sanitizers for everything built here, e.g. address,undefined")
set_property(CACHE BINDERY_TESTS BINDERY_SQLITE BINDERY_POSTGRESQL BINDERY_MARIADB PROPERTY STRINGS AUTO ON OFF)
