#include "analysis/failing_patterns.h"
#include "analysis/pattern_filter.h"
#include "query/filter.h"
#include "test_registry.h"

#include <QRegularExpression>
#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using telemetry::LogLine;

namespace {

LogLine lineOf(std::int64_t record, std::uint64_t trace, bool failing, std::string_view body)
{
    LogLine line;
    line.record = telemetry::RecordId(record);
    line.trace = {0, trace};
    line.outcome = failing ? LogLine::Outcome::Failing : LogLine::Outcome::Passing;
    line.body = body;
    return line;
}

/// The expression of a term, as the filter's own parser would give it to a regex engine.
QRegularExpression expressionOf(const std::string &term)
{
    QString text = QString::fromStdString(term);
    text = text.mid(1, text.size() - 2);
    text.replace(QStringLiteral("\\/"), QStringLiteral("/"));
    return QRegularExpression(text);
}

} // namespace

class FailingPatternsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatOnlyFailingTracesLogComesFirst()
    {
        FailingPatternsBuilder builder;
        std::int64_t record = 0;
        for (std::uint64_t trace = 1; trace <= 40; ++trace) {
            const bool failing = trace <= 10;
            builder.add(lineOf(++record, trace, failing, "order placed"));
            if (failing)
                builder.add(lineOf(++record, trace, true, "psp timeout after 250ms"));
            if (failing || trace <= 15)
                builder.add(lineOf(++record, trace, failing, "will retry the charge"));
        }
        const FailingPatterns found = builder.result();
        QCOMPARE(found.failingTraces, 10u);
        QCOMPARE(found.passingTraces, 30u);
        QCOMPARE(found.patterns.size(), std::size_t(2));
        QCOMPARE(found.patterns[0].pattern.text, std::string("psp timeout after <*>"));
        QCOMPARE(found.patterns[0].failing, 10u);
        QCOMPARE(found.patterns[0].passing, 0u);
        // By hand: 2 (10 ln 4 + 30 ln (4/3)) of the table 10 0 / 0 30.
        QVERIFY(std::abs(found.patterns[0].score - 44.987) < 0.001);
        QCOMPARE(found.patterns[0].exampleTrace.lo, 1u);
        QCOMPARE(found.patterns[0].example, telemetry::RecordId(2));
        QCOMPARE(found.patterns[1].passing, 5u);
    }

    void aTraceCountsOnceHoweverOftenItRepeatsALine()
    {
        FailingPatternsBuilder builder;
        for (int i = 0; i < 50; ++i)
            builder.add(lineOf(i, 1, true, "retrying the charge"));
        builder.add(lineOf(60, 2, false, "order placed"));
        QVERIFY(builder.result().patterns.empty()); // one against one tells nothing
    }

    void linesOfUnknownTracesAreLeftOut()
    {
        FailingPatternsBuilder builder;
        LogLine line;
        line.body = "something";
        builder.add(line);
        QCOMPARE(builder.result().failingTraces + builder.result().passingTraces, 0u);
    }

    void aPatternsTermIsAFilterThatFindsItsLinesOnly_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("other");
        QTest::newRow("numbers") << "psp timeout after 246ms, will retry" << "psp timeout after 246ms, gave up";
        QTest::newRow("path") << "GET /api/v1/items/17?x=(a|b) 200" << "GET /api/v1/users/17?x=(a|b) 200";
        QTest::newRow("signs") << R"(a\b [c] {d} "e" $f^g * +1.5)" << "a b c d e f g h i";
        QTest::newRow("blanks") << "  two   words" << "two words more";
        QTest::newRow("lines") << "failed at 12\n  at x.y" << "failed late at 12";
    }
    void aPatternsTermIsAFilterThatFindsItsLinesOnly()
    {
        QFETCH(QString, line);
        QFETCH(QString, other);
        LogPatterns patterns;
        patterns.add(line.toStdString(), {}, 0);
        const std::string term = patternTerm(patterns.patterns().front().text);
        QVERIFY(query::Filter::parse(term));
        QVERIFY(query::Filter::parse("-" + term));
        const auto expression = expressionOf(term);
        QVERIFY2(expression.isValid(), term.c_str());
        QVERIFY2(expression.match(line).hasMatch(), term.c_str());
        QVERIFY2(!expression.match(other).hasMatch(), term.c_str());
    }
};
TRIPTYCH_TEST(FailingPatternsTest)
#include "tst_failing_patterns.moc"
