#include "sources/tag_spellings.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using sources::TagSpellings;

namespace {

/// A store that has tags `cloud.region` and `region`, and nothing else.
struct TwoRegions : telemetry::TagCatalog {
    Column column(telemetry::Table, std::string_view) const override { return {}; }
    bool inRecords(telemetry::Table, std::string_view) const override { return true; }
    std::vector<std::int32_t> strings(const std::function<bool(std::string_view)> &) const override { return {}; }
    std::int32_t string(std::string_view) const override { return -1; }
    std::vector<std::int32_t> resources(std::string_view, const std::function<bool(std::string_view)> &) const override
    {
        return {};
    }
    std::vector<std::int32_t> scopes(std::string_view, const std::function<bool(std::string_view)> &) const override
    {
        return {};
    }
    std::vector<Key> keys() const override
    {
        return {{"cloud.region", telemetry::TagScope::Resource}, {"region", telemetry::TagScope::Log}};
    }
};

QString text(const std::vector<std::string> &words)
{
    QStringList all;
    for (const auto &word : words)
        all.push_back(QString::fromStdString(word));
    all.sort();
    return all.join(u' ');
}

} // namespace

class TagSpellingsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aKeyAsksForEverySpellingThatTheStoreHas()
    {
        const TagSpellings region({}, TwoRegions(), {"region"});
        QCOMPARE(text(region.asked()), QStringLiteral("cloud.region region"));
        const TagSpellings others({}, TwoRegions(), {"service", "kuma.io/zone"});
        QCOMPARE(text(others.asked()), QStringLiteral("kuma.io/zone service"));
    }
    void countsOfOneValueUnderTwoSpellingsAddUp()
    {
        const TagSpellings spellings({}, TwoRegions(), {"region"});
        const auto folded = spellings.fold({{"a", {{"eu", 5}, {"us", 4}}, 2, 0}, {"b", {{"us", 3}, {"ap", 1}}, 3, 2}}, 2);
        QCOMPARE(folded.size(), std::size_t(1));
        QCOMPARE(folded[0].key, std::string("region"));
        QCOMPARE(folded[0].values[0].value, std::string("us"));
        QCOMPARE(folded[0].values[0].count, 7u);
        QCOMPARE(folded[0].values.size(), std::size_t(2));
        QCOMPARE(folded[0].other, 3u);
        QCOMPARE(folded[0].distinct, 4u);
    }
    void aRoutesNameStandsInOnlyWhereNothingTellsItsTemplate()
    {
        struct Routes : TwoRegions {
            std::vector<Key> keys() const override
            {
                return {{"http.route", telemetry::TagScope::Span}, {"kong.route.name", telemetry::TagScope::Span}};
            }
        };
        const TagSpellings route({}, Routes(), {"route"});
        QCOMPARE(route.asked(), (std::vector<std::string>{"http.route", "kong.route.name"}));
        const telemetry::Facet templates{"a", {{"/orders/{id}", 5}}, 1, 0}, names{"b", {{"orders", 5}}, 1, 0}, none{"a", {}, 0, 0};
        const auto both = route.fold({templates, names}, 9), named = route.fold({none, names}, 9);
        QCOMPARE(both[0].values.size(), std::size_t(1));
        QCOMPARE(both[0].values[0].value, std::string("/orders/{id}"));
        QCOMPARE(both[0].distinct, 1u);
        QCOMPARE(named[0].values[0].value, std::string("orders"));
        const TagSpellings asked({}, Routes(), {"kong.route.name"}); // who asks for the name gets it
        QCOMPARE(asked.fold({names}, 9)[0].values[0].value, std::string("orders"));
    }
    void theFirstSpellingWithAValueGivesIt()
    {
        const TagSpellings spellings({}, TwoRegions(), {"region", "kuma.io/zone"});
        QCOMPARE(spellings.fold({"", "eu-west-1", "z1"}), (std::vector<std::string>{"eu-west-1", "z1"}));
    }
};

TRIPTYCH_TEST(TagSpellingsTest)
#include "tst_tag_spellings.moc"
