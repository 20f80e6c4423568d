# One way to declare a module: folder = namespace = target = test folder.
#
#   add_module(walk SOURCES walk.cpp ranking.cpp DEPENDS plan LIBRARIES re2)
#
# makes the static library pointsman_walk (alias pointsman::walk) with the headers of include/pointsman/walk.
function(add_module name)
  cmake_parse_arguments(MODULE "" "" "SOURCES;DEPENDS;LIBRARIES;PRIVATE_LIBRARIES" ${ARGN})
  set(target pointsman_${name})
  file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/pointsman/${name}/*.hpp)
  add_library(${target} STATIC ${MODULE_SOURCES})
  add_library(pointsman::${name} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
  list(TRANSFORM MODULE_DEPENDS PREPEND pointsman_)
  target_link_libraries(${target} PUBLIC ${MODULE_DEPENDS} ${MODULE_LIBRARIES}
                                  PRIVATE pointsman_warnings ${MODULE_PRIVATE_LIBRARIES})
  target_link_libraries(${target} PUBLIC pointsman_options)
endfunction()

# For a test program: takes the headers that tests/support/precompiled.hpp names from their one precompiled copy.
function(reuse_precompiled_headers target)
  target_precompile_headers(${target} REUSE_FROM pointsman_precompiled)
endfunction()

# add_module_test(walk SOURCES walk_test.cpp ...) makes the test program test_walk and registers its cases.
function(add_module_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(test_${name} ${TEST_SOURCES})
  target_link_libraries(test_${name} PRIVATE pointsman_${name} pointsman_warnings GTest::gmock GTest::gtest_main ${TEST_LIBRARIES})
  reuse_precompiled_headers(test_${name})
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60)
endfunction()
