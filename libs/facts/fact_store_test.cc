#include "libs/facts/fact_store.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/facts/testing/fact_world.h"

namespace jalon::facts {
namespace {

using testing::Dump;
using ::testing::ElementsAre;
using testing::EventKeys;
using ::testing::IsEmpty;
using testing::MakeEvent;
using testing::Names;
using testing::NewStore;

constexpr char kOpening[] = R"("entitlement_opened": {"origin": "NEW"})";
constexpr char kKept[] =
    R"("appointment": {"purpose": "FOLLOW_UP", "outcome": "KEPT",
                       "organisation": "ORG1"})";

std::string Merged(const std::string& scheme, const std::string& value) {
  return R"("persons_merged": {"other": {"scheme": ")" + scheme +
         R"(", "value": ")" + value + "\"}}";
}

std::string Undone(const std::string& scheme, const std::string& value) {
  return R"("merge_undone": {"other": {"scheme": ")" + scheme +
         R"(", "value": ")" + value + "\"}}";
}

std::string Born(const std::string& date) {
  return R"("profile_stated": {"birth_date": ")" + date + "\"}";
}

std::string Retract(const std::string& source, const std::string& id) {
  return R"("retraction": {"reason": "error", "target": {"source": ")" +
         source + R"(", "source_event_id": ")" + id + "\"}}";
}

std::string Correct(const std::string& source, const std::string& id,
                    const std::string& members) {
  return R"("correction": {"target": {"source": ")" + source +
         R"(", "source_event_id": ")" + id + "\"}, " + members + "}";
}

class FactStoreTest : public ::testing::Test {
 protected:
  uint64_t Push(const std::string& key, const std::vector<std::string>& persons,
                const std::string& date, const std::string& fact) {
    store_->Apply(MakeEvent(key, persons, date, fact), 20000);
    return store_->head();
  }
  std::shared_ptr<const View> Head() { return store_->HeadView(); }

  std::unique_ptr<FactStore> store_ = NewStore();
};

TEST_F(FactStoreTest, AnEmptyTerritoryHasAView) {
  EXPECT_EQ(Head()->size(), 0u);
  EXPECT_EQ(Head()->position(), 0u);
  EXPECT_EQ(Head()->Find("caf", "1"), std::nullopt);
}

TEST_F(FactStoreTest, EventsOfAPersonAreInTheOrderOfTheFold) {
  Push("ft/b", {"ft:9"}, "2024-02-01", kKept);
  Push("caf/c", {"caf:1", "ft:9"}, "2024-01-05", kOpening);
  Push("caf/a", {"caf:1"}, "2024-02-01", kKept);
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1"));
  EXPECT_THAT(EventKeys(*Head(), 0), ElementsAre("caf/c", "caf/a", "ft/b"));
  EXPECT_THAT(Head()->Identifiers(0), ElementsAre("caf:1", "ft:9"));
}

// Edge case 128.
TEST_F(FactStoreTest, SameNirAndAnotherBirthDateIsAnAnomaly) {
  Push("caf/a1", {"caf:1", "nir:1850578006084"}, "2024-01-05", kOpening);
  Push("ft/f1", {"ft:2", "nir:185057800608491"}, "2024-01-20", kKept);
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1"));
  Push("caf/p1", {"caf:1"}, "2024-01-05", Born("1985-05-02"));
  Push("ft/p2", {"ft:2"}, "2024-01-20", Born("1958-05-02"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "ft:2"));
  ASSERT_EQ(Head()->anomalies().size(), 1u);
  EXPECT_EQ(Head()->anomalies()[0].kind, "NIR_BIRTH_DATE");
  EXPECT_THAT(Head()->anomalies()[0].persons, ElementsAre("caf:1", "ft:2"));
  Push("ft/p3", {"ft:2"}, "2024-03-01",
       Correct("ft", "p2", R"("fact": {)" + Born("1985-05-02") + "}"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1"));
  EXPECT_THAT(Head()->anomalies(), IsEmpty());
}

// Edge case 131.
TEST_F(FactStoreTest, ANirWithAWrongKeyLinksNobodyAndStillNamesAPerson) {
  Push("caf/a1", {"caf:1", "nir:185057800608492"}, "2024-01-05", kOpening);
  Push("ft/f1", {"ft:2", "nir:185057800608492"}, "2024-01-20", kKept);
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "ft:2"));
  Push("ft/f2", {"nir:185057800608492"}, "2024-01-20", kKept);
  EXPECT_THAT(Names(*Head()),
              ElementsAre("caf:1", "ft:2", "nir:185057800608492"));
}

// Edge case 133.
TEST_F(FactStoreTest, AMergeIsKnownFromItsPositionAndTakenBackByAnUndo) {
  Push("caf/a1", {"caf:1"}, "2024-01-10", kOpening);
  const uint64_t before = Push("ft/f1", {"ft:9"}, "2024-01-30", kKept);
  const uint64_t merged =
      Push("dept/m1", {"caf:1"}, "2024-03-01", Merged("ft", "9"));
  Push("dept/m2", {"ft:9"}, "2024-04-01", Undone("caf", "1"));
  Push("ft/f5", {"ft:9"}, "2024-05-01", kKept);
  EXPECT_THAT(Names(*store_->ViewAt(before)), ElementsAre("caf:1", "ft:9"));
  EXPECT_THAT(Names(*store_->ViewAt(merged)), ElementsAre("caf:1"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "ft:9"));
  EXPECT_THAT(EventKeys(*Head(), 0), ElementsAre("caf/a1"));
  EXPECT_THAT(EventKeys(*Head(), 1), ElementsAre("ft/f1", "ft/f5"));
}

TEST_F(FactStoreTest, TheLastWordIsTheLastByDateWhateverCameFirst) {
  Push("caf/a1", {"caf:1"}, "2024-01-10", kOpening);
  Push("ft/f1", {"ft:9"}, "2024-01-30", kKept);
  Push("dept/m2", {"caf:1"}, "2024-04-01", Undone("ft", "9"));
  Push("dept/m1", {"caf:1"}, "2024-03-01", Merged("ft", "9"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "ft:9"));
}

TEST_F(FactStoreTest, ARetractedEventLinksNobodyAndItsRetractionIsKnown) {
  Push("caf/a1", {"caf:1", "ft:9"}, "2024-01-10", kOpening);
  Push("ft/f1", {"ft:9"}, "2024-01-30", kKept);
  Push(
      "dept/l1", {"ft:9"}, "2024-01-30",
      R"("person_linked": {"identifiers": [{"scheme": "dept", "value": "5"}]})");
  Push("dept/d5", {"dept:5"}, "2024-01-30", kKept);
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1"));
  Push("dept/x1", {"ft:9"}, "2024-02-01", Retract("dept", "l1"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "dept:5"));
  Push("dept/x2", {"caf:1"}, "2024-02-01", Retract("caf", "a1"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "dept:5", "ft:9"));
  EXPECT_THAT(EventKeys(*Head(), 0), IsEmpty());
  Push("dept/x3", {"caf:1"}, "2024-02-01", Retract("dept", "x2"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "dept:5"));
}

TEST_F(FactStoreTest, ACorrectionOfAMergeMergesTheOther) {
  Push("caf/a1", {"caf:1"}, "2024-01-10", kOpening);
  Push("ft/f1", {"ft:8"}, "2024-01-30", kKept);
  Push("ft/f2", {"ft:9"}, "2024-01-30", kKept);
  Push("dept/m1", {"caf:1"}, "2024-03-01", Merged("ft", "9"));
  Push("dept/c1", {"caf:1"}, "2024-03-02",
       Correct("dept", "m1", R"("fact": {)" + Merged("ft", "8") + "}"));
  EXPECT_THAT(Names(*Head()), ElementsAre("caf:1", "ft:9"));
  EXPECT_THAT(Head()->Identifiers(0), ElementsAre("caf:1", "ft:8"));
}

// Edge case 151.
TEST_F(FactStoreTest, ACorrectionIsParkedUntilItsTargetComes) {
  const uint64_t parked =
      Push("dept/c1", {"caf:1"}, "2024-02-01",
           Correct("dept", "o1", R"("effective_date": "2024-03-05")"));
  Push("dept/o1", {"caf:1"}, "2024-03-10", kKept);
  EXPECT_THAT(store_->ViewAt(parked)->Parked(0), ElementsAre("dept/c1"));
  EXPECT_THAT(EventKeys(*store_->ViewAt(parked), 0), IsEmpty());
  EXPECT_THAT(Head()->Parked(0), IsEmpty());
  std::vector<pathway::Event> events;
  Head()->Events(0, &events);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(base::FormatDay(events[0].effective), "2024-03-05");
}

TEST_F(FactStoreTest, PactsAreThoseVisibleInOrderOfValidity) {
  Push("dept/p2", {}, "2024-06-01",
       R"("pact_revised": {"pact": "two", "valid_from": "2024-06-01"})");
  const uint64_t both =
      Push("dept/p1", {}, "2024-01-01",
           R"("pact_adopted": {"pact": "one", "valid_from": "2024-01-01"})");
  Push("dept/x1", {}, "2024-07-01", Retract("dept", "p2"));
  const auto texts = [](const View& view) {
    std::vector<std::string> out;
    for (const auto& pact : view.pacts()) out.push_back(pact.text);
    return out;
  };
  EXPECT_THAT(texts(*store_->ViewAt(both)), ElementsAre("one", "two"));
  EXPECT_THAT(texts(*Head()), ElementsAre("one"));
  EXPECT_EQ(Head()->size(), 0u);
}

TEST_F(FactStoreTest, FindNormalisesAndKnowsEveryPseudonym) {
  Push("caf/a1", {"caf:1", "nir:1850578006084"}, "2024-01-10", kOpening);
  Push("ft/f1", {"ft:9"}, "2024-01-30", kKept);
  const std::shared_ptr<const View> apart = Head();
  Push("dept/m1", {"caf:1"}, "2024-03-01", Merged("ft", "9"));
  const std::shared_ptr<const View> view = Head();
  EXPECT_EQ(view->Find("nir", "1 85 05 78 006 084 91"), 0u);
  EXPECT_EQ(view->Find("ft", " 9 "), 0u);
  EXPECT_EQ(view->Find("ft", "1"), std::nullopt);
  EXPECT_EQ(view->Find("carnet", "1"), std::nullopt);
  EXPECT_EQ(view->Pseudonym(0), apart->Pseudonym(0));
  EXPECT_NE(apart->Pseudonym(0), apart->Pseudonym(1));
  EXPECT_EQ(view->Find("jalon", apart->Pseudonym(0)), 0u);
  EXPECT_EQ(view->Find("jalon", apart->Pseudonym(1)), 0u);
  EXPECT_EQ(apart->Find("jalon", apart->Pseudonym(1)), 1u);
}

TEST_F(FactStoreTest, AnOlderViewDoesNotKnowYoungerIdentifiers) {
  const uint64_t first = Push("caf/a1", {"caf:1"}, "2024-01-10", kOpening);
  const auto old = store_->ViewAt(first);
  Push("ft/f1", {"ft:9"}, "2024-01-30", kKept);
  EXPECT_EQ(old->Find("ft", "9"), std::nullopt);
  EXPECT_EQ(store_->ViewAt(first)->Find("ft", "9"), std::nullopt);
}

TEST(FactStoreDays, ADayHoldsFromItsFirstPositionOn) {
  const std::unique_ptr<FactStore> store = NewStore();
  const std::vector<base::Day> recorded = {100, 100, 101, 105, 105, 105, 230};
  for (size_t i = 0; i < recorded.size(); ++i) {
    store->Apply(MakeEvent("caf/" + std::to_string(i), {"caf:1"}, "2024-01-01",
                           kOpening),
                 20000, recorded[i]);
  }
  for (const uint64_t position : {uint64_t{3}, uint64_t{7}}) {
    const auto view = store->ViewAt(position);
    for (uint64_t p = 1; p <= position; ++p) {
      EXPECT_EQ(view->RecordedOn(p), recorded[p - 1]) << p;
    }
  }
}

TEST_F(FactStoreTest, AmendmentsThatWereSent) {
  const auto sent = [](const View& view) {
    std::vector<std::string> out;
    for (const SentAmendment& item : view.amendments()) {
      out.push_back(std::string(view.strings().Get(item.key)) +
                    (item.is_retraction ? " retraction" : " correction") +
                    (item.is_parked ? " parked" : "") + " of " +
                    (item.person == SentAmendment::kNobody
                         ? "nobody"
                         : view.Name(item.person)));
    }
    return out;
  };
  Push("ft/k", {"caf:1"}, "2024-02-01",
       Correct("caf", "a", R"("effective_date": "2024-01-02")"));
  Push("ft/r", {"caf:1"}, "2024-02-01", Retract("caf", "never"));
  const uint64_t before = Push("ft/p", {}, "2024-02-01", Retract("caf", "p"));
  const uint64_t come = Push("caf/a", {"caf:1"}, "2024-01-01", kOpening);
  Push("ft/u", {"caf:1"}, "2024-02-01", Retract("ft", "r"));
  EXPECT_THAT(sent(*store_->ViewAt(before)),
              ElementsAre("k correction parked of caf:1",
                          "r retraction parked of caf:1",
                          "p retraction parked of nobody"));
  EXPECT_THAT(
      sent(*store_->ViewAt(come)),
      ElementsAre("k correction of caf:1", "r retraction parked of caf:1",
                  "p retraction parked of nobody"));
  EXPECT_THAT(sent(*Head()), ElementsAre("k correction of caf:1",
                                         "p retraction parked of nobody",
                                         "u retraction of caf:1"));
}

TEST(FactStoreCache, AViewIsKeptWhileItIsAmongTheLastUsed) {
  const std::unique_ptr<FactStore> store = NewStore(/*max_views=*/2);
  for (int i = 0; i < 3; ++i) {
    store->Apply(MakeEvent("caf/" + std::to_string(i), {"caf:1"}, "2024-01-01",
                           kOpening),
                 20000);
  }
  const auto first = store->ViewAt(1), second = store->ViewAt(2);
  EXPECT_EQ(store->ViewAt(1), first);
  const auto third = store->ViewAt(99);
  EXPECT_EQ(third->position(), 3u);
  EXPECT_EQ(store->ViewAt(1), first);
  EXPECT_NE(store->ViewAt(2), second);
  EXPECT_EQ(Dump(*store->ViewAt(2)), Dump(*second));
}

TEST(FactStoreLifetime, AViewOutlivesItsStore) {
  std::unique_ptr<FactStore> store = NewStore();
  store->Apply(MakeEvent("caf/1", {"caf:1"}, "2024-01-01", kOpening), 20000);
  const auto view = store->HeadView();
  const std::string before = Dump(*view);
  store.reset();
  EXPECT_EQ(Dump(*view), before);
}

}  // namespace
}  // namespace jalon::facts
