#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "libs/evaluation/explain.h"

namespace jalon::evaluation::testing {

inline v1::FigureRequest FigureOf(const v1::EvaluateDelayRequest& request) {
  v1::FigureRequest figure;
  *figure.mutable_delay() = request;
  return figure;
}
inline v1::FigureRequest FigureOf(const v1::EvaluateLandmarkRequest& request) {
  v1::FigureRequest figure;
  *figure.mutable_landmark() = request;
  return figure;
}
inline v1::FigureRequest FigureOf(const v1::EvaluateBreaksRequest& request) {
  v1::FigureRequest figure;
  *figure.mutable_breaks() = request;
  return figure;
}
inline v1::FigureRequest FigureOf(const v1::EvaluatePactRequest& request,
                                  const std::string& indicator) {
  v1::FigureRequest figure;
  *figure.mutable_pact() = request;
  figure.set_indicator(indicator);
  return figure;
}
inline v1::FigureRequest FigureOf(const v1::EvaluateTableRequest& request) {
  v1::FigureRequest figure;
  *figure.mutable_table() = request;
  return figure;
}

// Everything that Explain lists of a figure.
inline v1::ExplainResponse Behind(const Context& context,
                                  const v1::FigureRequest& figure) {
  v1::ExplainRequest request;
  *request.mutable_figure() = figure;
  auto response = Explain(context, request, 0, SIZE_MAX / 2);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *std::move(response) : v1::ExplainResponse();
}

}  // namespace jalon::evaluation::testing
