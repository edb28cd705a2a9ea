#include "telemetry/ids.h"
#include "telemetry/span_kind.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::telemetry;

class TestIds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySpellingOfATraceContextGivesTheSameIds_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("datadog");
        QTest::addColumn<QByteArray>("trace"); // empty: refused
        QTest::addColumn<QByteArray>("span");
        const auto row = [](const char *name, const char *text, const char *trace, const char *span = "", bool datadog = false) {
            QTest::newRow(name) << QByteArray(text) << datadog << QByteArray(trace) << QByteArray(span);
        };
        const char *t = "5b8efff798038103d269b633813fc60c";
        const char *s = "eee19b7ec3c1b173";
        row("traceparent", "00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01", t, s);
        row("traceparent in upper case", "00-5B8EFFF798038103D269B633813FC60C-EEE19B7EC3C1B173-00", t, s);
        row("traceparent of a later version", "01-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01-more", t, s);
        row("traceparent version 00 with a tail", "00-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01-more", "");
        row("traceparent version ff", "ff-5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-01", "");
        row("traceparent of zeros", "00-00000000000000000000000000000000-eee19b7ec3c1b173-01", "");
        row("traceparent without a span", "00-5b8efff798038103d269b633813fc60c-0000000000000000-01", "");
        row("B3 single", "5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173-1-05e3ac9a4f6e3b90", t, s);
        row("B3 single of 64 bits", "d269b633813fc60c-eee19b7ec3c1b173-d", "0000000000000000d269b633813fc60c", s);
        row("sentry-trace", "5b8efff798038103d269b633813fc60c-eee19b7ec3c1b173", t, s);
        row("uber-trace-id without leading zeros", "269b633813fc60c:e19b7ec3c1b173:0:1", "00000000000000000269b633813fc60c", "00e19b7ec3c1b173");
        row("uber-trace-id escaped", "5b8efff798038103d269b633813fc60c%3Aeee19b7ec3c1b173%3A0%3A3", t, s);
        row("X-Ray header", "Root=1-5b8efff7-98038103d269b633813fc60c;Parent=eee19b7ec3c1b173;Sampled=1", t, s);
        row("X-Ray header with Self first", "Self=1-67891234-12456789abcdef012345678;Root=1-5b8efff7-98038103d269b633813fc60c", t);
        row("X-Ray id", "1-5b8efff7-98038103d269b633813fc60c", t);
        row("Cloud Trace", "5b8efff798038103d269b633813fc60c/17213614410846679411;o=1", t, "eee30b1ae30fb173");
        row("Cloud Trace resource", "projects/shop/traces/5b8efff798038103d269b633813fc60c", t);
        row("UUID", "5b8efff7-9803-8103-d269-b633813fc60c", t);
        row("quotes and 0x", " \"0x5b8efff798038103d269b633813fc60c\" ", t);
        row("17 digits are padded", "1d269b633813fc60c", "0000000000000001d269b633813fc60c");
        row("Datadog decimal", "15161849952847513100", "0000000000000000d269b633813fc60c", "", true);
        row("Datadog 128 bits", "5b8efff798038103d269b633813fc60c", t, "", true);
        row("decimal digits elsewhere are hex", "1516184995284751", "00000000000000001516184995284751");
        row("grpc-trace-bin", "AABbjv/3mAOBA9JptjOBP8YMAe7hm37DwbFzAgE=", t, s);
        row("dash", "-", "");
        row("zero", "0", "");
        row("text", "not an id", "");
        row("too long", "5b8efff798038103d269b633813fc60c0", "");
        row("empty", "", "");
    }
    void everySpellingOfATraceContextGivesTheSameIds()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, datadog);
        QFETCH(QByteArray, trace);
        QFETCH(QByteArray, span);
        const auto found = parseTraceContext(text.toStdString(), datadog ? Decimal::IsDatadog : Decimal::IsHex);
        QCOMPARE(found.has_value(), !trace.isEmpty());
        if (!found)
            return;
        QCOMPARE(QByteArray::fromStdString(hex(found->trace)), trace);
        if (!span.isEmpty())
            QCOMPARE(QByteArray::fromStdString(hex(found->span)), span);
    }
    void hexIsReadStrictly()
    {
        QVERIFY(!traceIdFromHex(""));
        QVERIFY(!traceIdFromHex("5b8g"));
        QVERIFY(!spanIdFromHex("12345678901234567"));
        QCOMPARE(traceIdFromHex("1")->lo, std::uint64_t(1));
        QCOMPARE(hex(SpanId{0xabc}), std::string("0000000000000abc"));
    }
    void levelsAreReadInEveryUsualSpelling_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("level");
        for (const auto &[text, level] : std::vector<std::pair<const char *, const char *>>{
                 {"WARNING", "warn"}, {"W", "warn"}, {"[warn]", "warn"}, {"err", "error"}, {"ERROR", "error"}, {"SEVERE", "error"},
                 {"Information", "info"}, {"notice", "info"}, {"emergency", "fatal"}, {"CRITICAL", "fatal"}, {"dbg", "debug"},
                 {"finest", "trace"}, {"cart", ""}, {"", ""}, {"informative", ""}, {"emergencyexit", ""}})
            QTest::newRow(*text ? text : "empty") << QByteArray(text) << QByteArray(level);
    }
    void levelsAreReadInEveryUsualSpelling()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, level);
        QCOMPARE(QByteArray::fromStdString(std::string(name(levelFromText(text.toStdString())))), level);
    }
};
TRIPTYCH_TEST(TestIds)
#include "tst_ids.moc"
