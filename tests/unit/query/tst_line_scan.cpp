#include "query/filter.h"
#include "query/line_scan.h"
#include "query/syntax.h"
#include "query/value_test.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;

/// A scan over many lines marks every line that the expression matches, whatever stands in the neighbours.
class tst_LineScan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyMatchingLineIsMarked_data();
    void everyMatchingLineIsMarked();
    void aHostilePatternStillAnswers();
};

namespace {

const std::vector<std::string> kLines{
    "GET /api/v1/refunds/12345 HTTP/1.1\" 503 12",
    "POST /api/v1/coupons/12345 HTTP/1.1\" 200 9",
    "",
    "  at java.lang.Thread.run(Thread.java:750)",
    "first\nsecond line",
    "caf\xc3\xa9 est ouvert",
    "tab\vvertical",
    "50",
    "3 and more",
    "ERROR upstream timed out",
    "error: upstream",
    "end 503",
};

std::vector<bool> marked(const telemetry::RecordPredicate::Scan &scan, const std::vector<std::string> &lines)
{
    std::string text;
    std::vector<std::size_t> starts{0};
    for (const std::string &line : lines) {
        text += line;
        starts.push_back(text.size());
    }
    std::vector<char> marks(lines.size(), 0);
    scan(text, starts, marks);
    return {marks.begin(), marks.end()};
}

} // namespace

void tst_LineScan::everyMatchingLineIsMarked_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("folded");
    for (const char *pattern : {"(GET|POST) .api.v1.(refund|coupon)s.12345", "[0-9]{3}$", "^ERROR", "503", "second.*line", "first.second", "\\bup\\w+",
                                "caf. est", "[^a-z ]", "\\S\\sand", "\\Stab", "vertical$", "^$", "x*", "(?m)^second", "(foo|bar)[0-9]+x", "\\d{2,3} ",
                                "\\pL{4}", "Thread\\.java:\\d+\\)$", "[[:upper:]]{5}", "a{1,999}"})
        for (const bool folded : {false, true})
            QTest::addRow("%s%s", pattern, folded ? " in any case" : "") << QString::fromLatin1(pattern) << folded;
}

void tst_LineScan::everyMatchingLineIsMarked()
{
    QFETCH(QString, pattern);
    QFETCH(bool, folded);
    const query::Value value = query::Regex{pattern.toStdString(), folded};
    const query::TextTest test = query::textTest(value, query::Where::Anywhere);
    const auto scan = query::lineScan(value);
    if (!scan)
        QSKIP("each line is tested by itself");
    // Without the lines that send a whole block to the slower engine, and with them.
    std::vector<std::string> plain;
    for (const std::string &line : kLines)
        if (std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' || c == '\n'; }))
            plain.push_back(line);
    QCOMPARE(plain.size(), kLines.size() - 2);
    for (const auto &lines : {plain, kLines}) {
        const std::vector<bool> marks = marked(scan, lines);
        for (std::size_t i = 0; i < lines.size(); ++i)
            QVERIFY2(marks[i] || !test(lines[i]), lines[i].c_str());
    }
}

void tst_LineScan::aHostilePatternStillAnswers()
{
    for (const char *pattern : {"(a{1,90}){1,90}b", "((((a*)*)*)*)*c", "(.*.*.*.*.*)*x"}) {
        const query::Value value = query::Regex{pattern, false};
        if (const auto scan = query::lineScan(value))
            QCOMPARE(marked(scan, {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}).size(), std::size_t{1});
    }
}

TRIPTYCH_TEST(tst_LineScan)
#include "tst_line_scan.moc"
