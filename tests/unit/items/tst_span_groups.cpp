#include "items/span_groups.h"
#include "analysis/self_time.h"
#include "fake_source.h"
#include "test_registry.h"
#include "analysis/trace_maker.h"

#include <QTest>

using namespace triptych;
using namespace triptych::items;
using triptych::tests::ItemSource;

namespace {

/// Spans with tags by row; everything else as ItemSource.
class TaggedSource : public ItemSource
{
public:
    std::vector<std::map<std::string, std::string>> tags;
    base::Result<std::vector<std::vector<std::string>>> tagValuesOf(telemetry::Table, const std::vector<telemetry::RecordId> &records,
                                                                    const std::vector<std::string> &keys, std::stop_token) override
    {
        if (fail)
            return *fail;
        std::vector<std::vector<std::string>> out;
        for (const auto record : records) {
            auto &values = out.emplace_back();
            for (const auto &key : keys) {
                const auto &own = tags[static_cast<std::size_t>(toInt(record))];
                values.push_back(own.contains(key) ? own.at(key) : std::string());
            }
        }
        return out;
    }
};

struct Shop {
    std::shared_ptr<const analysis::TraceTable> trace = tests::tableFrom("web/list 1 - 0 1000 server\n"
                                                                         "web/query 2 1 10 100 client\n"
                                                                         "web/query 3 1 120 100 client\n"
                                                                         "web/POST 4 1 300 50 client\n"
                                                                         "mail/send 5 1 400 10 server\n"
                                                                         "web/publish 6 1 500 10 client\n");
    std::vector<telemetry::Nanos> self = analysis::selfTimes(*trace);
    analysis::CriticalPath critical = analysis::CriticalPath::of(*trace);
    TaggedSource source;
    base::Progress progress;

    Shop()
    {
        source.tags = {{{"region", "eu"}, {"db.system.name", "ignored: a server calls nothing"}},
                       {{"db.system.name", "postgresql"}, {"db.namespace", "orders"}, {"db.query.text", "SELECT 1"}, {"region", "eu"}},
                       {{"db.system.name", "postgresql"}, {"db.namespace", "orders"}, {"db.query.text", "SELECT 2"}},
                       {{"url.full", "https://psp.example:8443/charges?x=1"}, {"http.request.method", "POST"}, {"http.route", "/charges"}},
                       {},
                       {{"messaging.system", "kafka"}, {"messaging.destination.name", "orders"}}};
    }
    std::string groups(const GroupKey &key, std::vector<GroupStep> within = {})
    {
        StatisticsRequest request{trace, &self, &critical, trace->spanCount(), key, std::move(within)};
        const auto statistics = traceStatistics(source, request, progress, {});
        if (!statistics)
            return statistics.error().what;
        std::string out;
        for (const auto &g : statistics->groups)
            out += statistics->label(g) + ' ' + std::to_string(g.count) + '\n';
        return out;
    }
};

} // namespace

class SpanGroupsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keysAreReadAsTheyAreWritten()
    {
        for (const char *word : {"service", "name", "call", "callee", "kind", "status", "db.system"})
            QCOMPARE(GroupKey::parse(word).text(), std::string(word));
        QCOMPARE(GroupKey::parse("operation"), GroupKey::parse("name"));
        QCOMPARE(GroupKey::parse("region").by, GroupKey::By::Tag);
    }

    void whatASpanCallsIsFoundInItsTags()
    {
        QCOMPARE(Shop().groups(GroupKey::parse("callee")), std::string("postgresql orders 2\npsp.example 1\nkafka orders 1\n"));
    }

    void callsAreNormalisedStatementsRoutesOrOperations()
    {
        QCOMPARE(Shop().groups(GroupKey::parse("call")), std::string("list 1\nSELECT ? 2\nPOST /charges 1\npublish 1\nsend 1\n"));
    }

    void spansWithoutTheTagAreAGroupOfTheirOwn()
    {
        QCOMPARE(Shop().groups(GroupKey::parse("region")), std::string("eu 2\n(none) 4\n"));
    }

    void oneGroupIsTakenApartByAnotherKey()
    {
        QCOMPARE(Shop().groups(GroupKey::parse("call"), {{GroupKey::parse("callee"), "postgresql orders"}}), std::string("SELECT ? 2\n"));
        QCOMPARE(Shop().groups(GroupKey::parse("name"), {{GroupKey::parse("service"), "mail"}}), std::string("send 1\n"));
    }

    void aSourceThatFailsIsSaidToHaveFailed()
    {
        Shop shop;
        shop.source.fail = base::Error{base::ErrorKind::Unreadable, "gone", {}, {}, {}};
        QCOMPARE(shop.groups(GroupKey::parse("region")), std::string("gone"));
    }
};

TRIPTYCH_TEST(SpanGroupsTest)
#include "tst_span_groups.moc"
