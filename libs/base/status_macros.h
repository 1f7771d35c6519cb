#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns the status of `expr` from the function when it is not OK.
#define RETURN_IF_ERROR(expr)                                       \
  do {                                                              \
    if (::absl::Status jalon_status_ = (expr); !jalon_status_.ok()) \
      return jalon_status_;                                         \
  } while (false)

// Assigns the value of a StatusOr to `lhs` (which may declare it), or returns
// its status.
#define ASSIGN_OR_RETURN(lhs, expr) \
  JALON_ASSIGN_OR_RETURN_(JALON_CONCAT_(jalon_or_, __LINE__), lhs, expr)
#define JALON_ASSIGN_OR_RETURN_(tmp, lhs, expr)  \
  auto tmp = (expr);                             \
  if (!tmp.ok()) return std::move(tmp).status(); \
  lhs = *std::move(tmp)
#define JALON_CONCAT_(a, b) JALON_CONCAT_INNER_(a, b)
#define JALON_CONCAT_INNER_(a, b) a##b
