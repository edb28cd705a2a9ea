#include "store_fixture.h"
#include "test_registry.h"

#include <QTemporaryDir>
#include <QTest>

using namespace store_fixture;

/// Which lines belong to a trace and to one of its spans.
class SpanLogsTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_next = 0;
    std::filesystem::path file() { return (m_folder.path() + QStringLiteral("/s%1.triptych").arg(++m_next)).toStdString(); }

private Q_SLOTS:
    void logsOfASpanComeInTiers()
    {
        BatchBuilder b;
        const auto log = [&](std::uint64_t trace, std::uint64_t span, Nanos at, const char *body, LogKind kind = LogKind::Application) {
            LogFields f;
            f.time = kT0 + at;
            f.trace = {0, trace};
            f.span = {span};
            f.kind = kind;
            f.service = b.string("payment");
            b.addLog(f, body, {});
        };
        log(1, 11, 20, "charge");
        log(1, 12, 15, "other span");
        log(1, 0, 90, "POST /checkout 502", LogKind::Access);
        log(0, 0, 30, "no ids at all");
        log(2, 0, 30, "another trace");
        std::vector<Batch> batches;
        batches.push_back(batchOf(kCheckout));
        batches.push_back(b.take());
        const auto s = storeWith(file(), std::move(batches));
        QVERIFY(s);
        const auto tiers = (*s->read())->logsOf({0, 1}, SpanId{11}, Guess::Always, 100);
        QVERIFY(tiers);
        std::string text;
        for (const MatchedLog &l : *tiers)
            text += std::to_string(static_cast<int>(l.match)) + " " + l.row.body + "\n";
        QCOMPARE(text, std::string("0 charge\n1 other span\n2 POST /checkout 502\n3 no ids at all\n"));
        QCOMPARE((*s->read())->logsOf({0, 1}, SpanId{11}, Guess::No, 100)->size(), std::size_t(3));
    }

    void linesWithoutATraceAreNotThoseOfATraceWhoseLowHalfIsZero()
    {
        BatchBuilder b;
        for (const std::uint64_t high : {1, 2}) {
            SpanFields f;
            f.trace = {high, 0};
            f.span = {high};
            f.start = kT0;
            b.addSpan(f, {});
        }
        for (const TraceId trace : {TraceId{}, TraceId{1, 0}, TraceId{2, 0}, TraceId{}}) {
            LogFields f;
            f.time = kT0;
            f.trace = trace;
            b.addLog(f, "line", {});
        }
        const auto s = storeWith(file(), one(b.take()));
        QVERIFY(s);
        auto reader = s->read();
        const auto traces = (*reader)->traces({}, {});
        QCOMPARE(traces->rows.size(), std::size_t(2));
        for (const TraceRow &row : traces->rows)
            QCOMPARE(row.logs, std::uint64_t(1));
        QCOMPARE((*reader)->trace({1, 0})->size(), std::size_t(1));
        QCOMPARE((*reader)->logsOf({1, 0}, SpanId{1}, Guess::No, 100)->size(), std::size_t(1));
    }

    void anAccessLineWithoutASpanIdIsPlacedOnTheLikeliestSpan()
    {
        BatchBuilder b;
        LogFields f;
        f.time = kT0 + 41;
        f.trace = {0, 1};
        f.kind = LogKind::Access;
        f.service = b.string("cart_shop_svc_8080"); // a mesh's name of the service
        b.addLog(f, "GET /cart 200", {});
        f.service = b.string("payment");
        b.addLog(f, "POST /charge 500", {});
        std::vector<Batch> batches;
        batches.push_back(batchOf(kCheckout));
        batches.push_back(b.take());
        const auto s = storeWith(file(), std::move(batches));
        QVERIFY(s);
        const auto lines = (*s->read())->logsOf({0, 1}, SpanId{12}, Guess::No, 100);
        QVERIFY(lines);
        std::string text;
        for (const MatchedLog &l : *lines)
            text += l.row.body + " on " + std::to_string(l.placed.value) + " by " + l.why + "\n";
        QCOMPARE(text, std::string("GET /cart 200 on 12 by service cart and time\nPOST /charge 500 on 11 by service payment and time\n"));
    }
};

TRIPTYCH_TEST(SpanLogsTest)
#include "tst_span_logs.moc"
