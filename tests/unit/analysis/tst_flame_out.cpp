#include "analysis/flame_export.h"
#include "analysis/flame_table.h"
#include "test_registry.h"
#include "trace_maker.h"

#include <QTest>

using namespace triptych;
using namespace triptych::analysis;
using namespace triptych::tests;

namespace
{

FlameProfile profileOf(std::string_view text)
{
    FlameProfileBuilder builder;
    builder.add(*tableFrom(text));
    return builder.profile();
}

const char *const kA = "web/list 1 - 0 100\ndb/read 2 1 10 40\ncache/get 3 1 60 10 error\n";
const char *const kB = "web/list 1 - 0 200\ndb/read 2 1 10 140\nmail/send 4 1 160 20\n";

} // namespace

/// Flame graphs and their differences as tables, folded stacks and pictures.
class FlameOutTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void operationsAreListedByTheirShareOfTheCriticalPath()
    {
        const auto profile = profileOf(kA);
        std::string text;
        for (const FrameRow &row : frameTable(profile, FlameWeight::Critical))
            text += profile.frame(row.frame).operation + ' ' + std::to_string(row.weight) + ' ' + std::to_string(row.share) + '\n';
        QCOMPARE(text, std::string("list 50 0.500000\nread 40 0.400000\nget 10 0.100000\n"));
        QCOMPARE(frameTable(profile, FlameWeight::Errors).size(), std::size_t{1}); // what weighs nothing is left out
        QCOMPARE(QString::fromStdString(frameCsv(profile, FlameWeight::Self)),
                 QStringLiteral("service,operation,spans,errors,total_ns,self_ns,critical_ns,share\r\n"
                                "web,list,1,0,100,50,50,0.500000\r\ndb,read,1,0,40,40,40,0.400000\r\ncache,get,1,1,10,10,10,0.100000\r\n"));
    }

    void aDifferenceIsFoldedWithTwoCounts()
    {
        const auto diff = flameDiff(profileOf(kA), profileOf(kB), FlameWeight::Total);
        QCOMPARE(QString::fromStdString(foldedDiff(diff)), QStringLiteral("web: list 50 40\nweb: list;db: read 40 140\nweb: list;cache: get 10 0\n"
                                                                          "web: list;mail: send 0 20\n"));
    }

    void aDifferenceIsDrawnWithWhatOnlyOneSideHas()
    {
        const auto diff = flameDiff(profileOf(kA), profileOf(kB), FlameWeight::Total);
        const std::string svg = flameDiffSvg(diff, {}, "A <b> & B");
        QVERIFY(svg.find("A &lt;b&gt; &amp; B") != svg.npos);
        QVERIFY2(svg.find("mail: send \u2014 A 0.00 %, B 10.00 %, new in B") != svg.npos, svg.c_str());
        QVERIFY(svg.find("fill=\"#e08214\"") != svg.npos); // only in B: the full colour
        QVERIFY(svg.find("cache: get \u2014 A 10.00 %, B 0.00 %, only in A") != svg.npos);
        QVERIFY(svg.find("fill=\"#2166ac\"") != svg.npos);
    }

    void aDifferenceIsATableOfPaths()
    {
        const auto diff = flameDiff(profileOf(kA), profileOf(kB), FlameWeight::Total);
        const QString csv = QString::fromStdString(flameDiffCsv(diff));
        QVERIFY2(csv.startsWith(QStringLiteral("path,a,b,share_a,share_b,change\r\nweb: list;db: read,40,140,0.4,0.7,0.3\r\n")), qPrintable(csv));
        QCOMPARE(csv.count(QStringLiteral("\r\n")), 5);
    }
};

TRIPTYCH_TEST(FlameOutTest)
#include "tst_flame_out.moc"
