# Everything comes from Debian 12's own packages; docs/decisions/0003-libraries.md says why each is here.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(date REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(pqxx REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
# The sanitizers bring their own malloc.
if(NOT POINTSMAN_SANITIZE)
  pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)
endif()
if(POINTSMAN_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()

# Warnings are errors for our own code only.
add_library(pointsman_warnings INTERFACE)
target_compile_options(pointsman_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror)

# Options that must be the same in every object file.
add_library(pointsman_options INTERFACE)
target_compile_definitions(pointsman_options INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(POINTSMAN_PLANTED_BUGS)
  target_compile_definitions(pointsman_options INTERFACE POINTSMAN_PLANTED_BUGS)
endif()
target_compile_options(pointsman_options INTERFACE -fstack-protector-strong -fno-omit-frame-pointer)
target_link_libraries(pointsman_options INTERFACE Threads::Threads)
if(POINTSMAN_SANITIZE)
  target_compile_options(pointsman_options INTERFACE -fsanitize=${POINTSMAN_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(pointsman_options INTERFACE -fsanitize=${POINTSMAN_SANITIZE})
endif()
target_link_options(pointsman_options INTERFACE -fuse-ld=lld)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
