#include "tests/support/figures.h"

#include <algorithm>

#include <google/protobuf/text_format.h>

#include "jalon/v1/evaluation.grpc.pb.h"
#include "jalon/v1/pathway.grpc.pb.h"

namespace jalon::testing {
namespace {

// Text form: deterministic, maps sorted by key.
std::string Text(const google::protobuf::Message& message) {
  std::string out;
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.PrintToString(message, &out);
  return out;
}

template <typename Response>
void Add(const grpc::Status& status, Response* response,
         std::vector<std::string>* out) {
  if (!status.ok()) {
    out->push_back("error: " + status.error_message());
    return;
  }
  response->mutable_header()->clear_position();
  out->push_back(Text(*response));
}

v1::Identifier ParseName(const std::string& name) {
  v1::Identifier out;
  const size_t colon = name.find(':');
  v1::Identifier::Scheme scheme;
  if (v1::Identifier::Scheme_Parse(name.substr(0, colon), &scheme)) {
    out.set_scheme(scheme);
  }
  out.set_value(name.substr(colon + 1));
  return out;
}

class Taker {
 public:
  Taker(std::shared_ptr<grpc::Channel> channel, const std::string& territory,
        const std::string& as_of)
      : channel_(std::move(channel)), territory_(territory), as_of_(as_of) {}

  void Persons(size_t max_pathways, Snapshot* out) {
    auto stub = v1::PathwayService::NewStub(channel_);
    v1::ListPersonsRequest list = Ask<v1::ListPersonsRequest>();
    list.set_page_size(10000);
    v1::ListPersonsResponse page;
    do {
      grpc::ClientContext context;
      page.Clear();
      if (!stub->ListPersons(&context, list, &page).ok()) break;
      out->persons.insert(out->persons.end(), page.persons().begin(),
                          page.persons().end());
      list.set_page_token(page.next_page_token());
    } while (!page.next_page_token().empty());
    const size_t step = std::max<size_t>(
        1, out->persons.size() / std::max<size_t>(1, max_pathways));
    for (size_t i = 0; i < out->persons.size(); i += step) {
      v1::GetPathwayRequest request = Ask<v1::GetPathwayRequest>();
      *request.mutable_person() = ParseName(out->persons[i]);
      grpc::ClientContext context;
      v1::GetPathwayResponse response;
      const grpc::Status status =
          stub->GetPathway(&context, request, &response);
      response.clear_position();
      response.mutable_pathway()->clear_person_id();
      out->pathways.push_back(status.ok() ? Text(response)
                                          : "error: " + status.error_message());
    }
  }

  void Figures(const std::string& pact_id, Snapshot* out) {
    auto stub = v1::EvaluationService::NewStub(channel_);
    const auto period = [](auto* request) {
      request->set_from("2017-01-01");
      request->set_to("2020-12-31");
    };
    using Delay = v1::DelayDefinition;
    for (const auto start : {Delay::CLAIM, Delay::RECEIVED, Delay::ORIENTED}) {
      auto request = Ask<v1::EvaluateDelayRequest>();
      period(&request);
      request.mutable_definition()->set_id("inline");
      request.mutable_definition()->set_start(start);
      request.mutable_definition()->set_stop(start == Delay::ORIENTED
                                                 ? Delay::Stop::CONTRACT
                                                 : Delay::Stop::ORIENTED);
      request.add_strata("track");
      grpc::ClientContext context;
      v1::EvaluateDelayResponse response;
      Add(stub->EvaluateDelay(&context, request, &response), &response,
          &out->figures);
      v1::FigureRequest figure;
      *figure.mutable_delay() = request;
      Explain(figure, out);
    }
    {
      auto request = Ask<v1::EvaluateBreaksRequest>();
      period(&request);
      grpc::ClientContext context;
      v1::EvaluateBreaksResponse response;
      Add(stub->EvaluateBreaks(&context, request, &response), &response,
          &out->figures);
      v1::FigureRequest figure;
      *figure.mutable_breaks() = request;
      Explain(figure, out);
    }
    if (pact_id.empty()) return;
    auto request = Ask<v1::EvaluatePactRequest>();
    period(&request);
    request.set_pact_id(pact_id);
    request.add_breakdown("zone");
    grpc::ClientContext context;
    v1::EvaluatePactResponse response;
    Add(stub->EvaluatePact(&context, request, &response), &response,
        &out->figures);
  }

 private:
  // The first page of what is behind a figure.
  void Explain(const v1::FigureRequest& figure, Snapshot* out) {
    v1::ExplainRequest request;
    *request.mutable_figure() = figure;
    request.set_page_size(10000);
    grpc::ClientContext context;
    v1::ExplainResponse response;
    const grpc::Status status =
        v1::EvaluationService::NewStub(channel_)->Explain(&context, request,
                                                          &response);
    response.clear_next_page_token();  // Names the position.
    Add(status, &response, &out->figures);
  }

  template <typename Request>
  Request Ask() const {
    Request request;
    request.set_territory(territory_);
    request.mutable_at()->set_as_of(as_of_);
    return request;
  }

  std::shared_ptr<grpc::Channel> channel_;
  std::string territory_;
  std::string as_of_;
};

}  // namespace

Snapshot TakeSnapshot(std::shared_ptr<grpc::Channel> channel,
                      const std::string& territory, const std::string& as_of,
                      const std::string& pact_id, size_t max_pathways) {
  Snapshot out;
  Taker taker(std::move(channel), territory, as_of);
  taker.Persons(max_pathways, &out);
  taker.Figures(pact_id, &out);
  return out;
}

}  // namespace jalon::testing
