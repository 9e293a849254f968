# Installs the build into a scratch prefix, builds and runs the program there, and asks for a driver nobody has.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${scratch})
set(configure ${CMAKE_COMMAND} -S ${program} -G Ninja -D CMAKE_CXX_COMPILER=${compiler}
              -D CMAKE_BUILD_TYPE=${config} -D CMAKE_PREFIX_PATH=${scratch}/prefix)

run(${CMAKE_COMMAND} --install ${build} --prefix ${scratch}/prefix)
run(${configure} -B ${scratch}/build)
run(${CMAKE_COMMAND} --build ${scratch}/build)
run(${scratch}/build/consumer)

execute_process(COMMAND ${configure} -B ${scratch}/refused -D COMPONENTS=oracle
                RESULT_VARIABLE result OUTPUT_QUIET ERROR_VARIABLE complaint)
string(REGEX REPLACE "[ \n]+" " " complaint "${complaint}")
if(result EQUAL 0 OR NOT complaint MATCHES "Bindery has no component 'oracle'")
  message(FATAL_ERROR "A component that does not exist must be refused with its name, but: ${complaint}")
endif()
