#include "analysis/critical_path.h"
#include "analysis/find.h"
#include "analysis/self_time.h"
#include "analysis/trace_maker.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

namespace
{

std::string pathText(const TraceTable &t, const CriticalPath &path)
{
    std::string out;
    for (const auto &s : path.segments())
        out += t.nameText(s.span) + ' ' + std::to_string(s.from) + ".." + std::to_string(s.to) + '\n';
    return out;
}

std::string namesOf(const TraceTable &t, std::string_view query)
{
    std::string out;
    for (const std::uint32_t hit : find(t, FindQuery(query)).hits)
        out += t.nameText(SpanIndex{hit}) + ' ';
    return out;
}

constexpr std::string_view kShop = "web/GET_/cart 1 - 1000 900 server error\n"
                                   "cart/Load_Items a1 1 1100 300 client\n"
                                   "db/SELECT_price a2 a1 1150 100 client\n"
                                   "db/SELECT_stock a3 a1 1260 5000 client error\n"
                                   "mail/send deadbeefdeadbeef 1 1500 20 consumer\n";

} // namespace

class TimesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void selfTimeCountsOverlappingChildrenOnce()
    {
        const auto t = tableFrom("a/root 1 - 100 100\na/x 2 1 110 30\na/y 3 1 130 30\na/outside 4 1 190 50\n");
        QCOMPARE(selfTimes(*t), (std::vector<Nanos>{40, 30, 30, 50}));
    }

    void theCriticalPathFollowsWhoFinishesLast()
    {
        const auto t = tableFrom("a/root 1 - 0 100\n"
                                 "a/first 2 1 10 30\n"
                                 "a/beside 3 1 20 25\n"
                                 "a/last 4 1 50 40\n"
                                 "a/inner 5 4 60 10\n");
        const auto path = CriticalPath::of(*t);
        // `first` ends before `beside` does, so it holds nothing up.
        QCOMPARE(pathText(*t, path),
                 std::string(
                     "root 0..20\nbeside 20..45\nroot 45..50\nlast 50..60\ninner 60..70\nlast 70..90\nroot 90..100\n"));
        QCOMPARE(path.total(), Nanos(100));
        QCOMPARE(path.time(SpanIndex{0}), Nanos(35));
        QVERIFY(!path.contains(SpanIndex{1}));
    }

    void aChildThatOutlivesItsParentIsCutOnTheCriticalPath()
    {
        const auto t = tableFrom("a/root 1 - 0 100\na/async 2 1 80 500\n");
        QCOMPARE(pathText(*t, CriticalPath::of(*t)), std::string("root 0..80\nasync 80..100\n"));
    }

    void theCriticalPathAlwaysAddsUpToTheRoot()
    {
        Numbers numbers(7);
        for (int round = 0; round < 200; ++round) {
            const auto columns = columnsOf(
                60, [&](std::uint32_t i) { return i == 0 ? -1 : static_cast<int>(numbers.below(i)); },
                [&](std::uint32_t i) { return Nanos(1000 + i * 3); },
                [&](std::uint32_t) { return Nanos(numbers.below(300)); });
            const auto t = TraceTable::build(columns);
            const auto path = CriticalPath::of(*t);
            QCOMPARE(path.total(), t->duration(t->mainRoot()));
            for (std::size_t i = 1; i < path.segments().size(); ++i)
                QVERIFY(path.segments()[i - 1].to <= path.segments()[i].from);
        }
    }

    void findLooksAtEveryWord_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("names");
        const auto row = [](const char *query, const char *names) {
            QTest::newRow(query) << QString::fromLatin1(query) << QString::fromLatin1(names);
        };
        row("select", "SELECT price SELECT stock ");
        row("SELECT STOCK", "SELECT stock ");
        row("\"load items\"", "Load Items ");
        row("cart", "GET /cart Load Items ");
        row("service:cart", "Load Items ");
        row("name:cart", "GET /cart ");
        row("is:error", "GET /cart SELECT stock ");
        row("status:error -service:web", "SELECT stock ");
        row("kind:client", "Load Items SELECT price SELECT stock ");
        row("kind:client duration:>200ns", "Load Items SELECT stock ");
        row("duration:<0.1us", "send ");
        row("id:00000000000000a", "Load Items SELECT price SELECT stock ");
        row("deadbeefdeadbeef", "send ");
        row("is:root", "GET /cart ");
        row("nothing", "");
        row("", "");
    }
    void findLooksAtEveryWord()
    {
        QFETCH(QString, query);
        QFETCH(QString, names);
        const auto t = tableFrom(kShop);
        QVERIFY(FindQuery(query.toStdString()).unknownKeys.empty());
        QCOMPARE(namesOf(*t, query.toStdString()), names.toStdString());
    }

    void findTellsWhichKeysOnlyTheStoreKnows()
    {
        const FindQuery query("http.status_code:500 select http://x");
        QCOMPARE(query.unknownKeys, std::vector<std::string>{"http.status_code"});
        QCOMPARE(query.terms.size(), std::size_t{2});
        QCOMPARE(query.terms[1].text, std::string("http://x"));
    }
};
TRIPTYCH_TEST(TimesTest)
#include "tst_times.moc"
