# jalon_library, jalon_binary, jalon_test: a folder's CMakeLists is a list of
# facts. Includes are written from the repository root.

add_library(jalon_options INTERFACE)
add_library(jalon::options ALIAS jalon_options)
target_include_directories(jalon_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(jalon_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)
target_compile_definitions(jalon_options INTERFACE _GLIBCXX_ASSERTIONS)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # clang puts sign conversion in -Wconversion, g++ does not.
  target_compile_options(jalon_options INTERFACE
    -Wthread-safety -Wno-sign-conversion)
endif()
if(JALON_SANITIZE)
  add_compile_options(-fsanitize=${JALON_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${JALON_SANITIZE})
endif()

# jalon_library(NAME x SRCS … DEPS … PRIVATE_DEPS … TESTS … TEST_DEPS …)
# makes jalon::x and, when TESTS is given, the test executable x_test.
function(jalon_library)
  cmake_parse_arguments(A "" "NAME" "SRCS;DEPS;PRIVATE_DEPS;TESTS;TEST_DEPS" ${ARGN})
  add_library(jalon_${A_NAME} STATIC ${A_SRCS})
  add_library(jalon::${A_NAME} ALIAS jalon_${A_NAME})
  target_link_libraries(jalon_${A_NAME}
    PUBLIC ${A_DEPS} PRIVATE jalon::options ${A_PRIVATE_DEPS})
  if(A_TESTS)
    jalon_test(NAME ${A_NAME}_test SRCS ${A_TESTS}
               DEPS jalon::${A_NAME} ${A_PRIVATE_DEPS} ${A_TEST_DEPS})
  endif()
endfunction()

# jalon_binary(NAME x SRCS … DEPS …)
function(jalon_binary)
  cmake_parse_arguments(A "" "NAME" "SRCS;DEPS" ${ARGN})
  add_executable(${A_NAME} ${A_SRCS})
  target_link_libraries(${A_NAME} PRIVATE jalon::options ${A_DEPS})
  set_target_properties(${A_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# jalon_test(NAME x SRCS … DEPS … [LABELS …] [TIMEOUT seconds])
# One ctest entry an executable; tests find their data by JALON_SOURCE_DIR and
# the binaries by JALON_BIN_DIR.
function(jalon_test)
  cmake_parse_arguments(A "" "NAME;TIMEOUT" "SRCS;DEPS;LABELS" ${ARGN})
  add_executable(${A_NAME} ${A_SRCS})
  target_link_libraries(${A_NAME} PRIVATE jalon::options ${A_DEPS}
                        GTest::gmock GTest::gtest_main)
  target_compile_definitions(${A_NAME} PRIVATE
    JALON_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    JALON_BIN_DIR="${PROJECT_BINARY_DIR}/bin")
  add_test(NAME ${A_NAME} COMMAND ${A_NAME})
  if(NOT A_TIMEOUT)
    set(A_TIMEOUT 120)
  endif()
  set_tests_properties(${A_NAME} PROPERTIES TIMEOUT ${A_TIMEOUT} LABELS "${A_LABELS}")
endfunction()

# jalon_fuzz(NAME x SRCS … DEPS …): a libFuzzer target, in the preset `fuzz`.
function(jalon_fuzz)
  cmake_parse_arguments(A "" "NAME" "SRCS;DEPS" ${ARGN})
  if(JALON_FUZZ)
    add_executable(${A_NAME} ${A_SRCS})
    target_compile_options(${A_NAME} PRIVATE -fsanitize=fuzzer)
    target_link_options(${A_NAME} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${A_NAME} PRIVATE jalon::options ${A_DEPS})
    set_target_properties(${A_NAME} PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
  endif()
endfunction()
