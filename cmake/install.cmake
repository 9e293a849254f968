# Installation, and the package that find_package(Bindery) reads.
include(CMakePackageConfigHelpers)
set(bindery_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Bindery)

install(TARGETS bindery EXPORT BinderyTargets FILE_SET HEADERS)
install(EXPORT BinderyTargets NAMESPACE Bindery:: DESTINATION ${bindery_package_dir})
configure_package_config_file(cmake/BinderyConfig.cmake.in BinderyConfig.cmake
                              INSTALL_DESTINATION ${bindery_package_dir})
write_basic_package_version_file(BinderyConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/BinderyConfig.cmake ${PROJECT_BINARY_DIR}/BinderyConfigVersion.cmake
        DESTINATION ${bindery_package_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
