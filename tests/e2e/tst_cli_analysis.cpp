#include "cli_fixture.h"

#include <QDir>
#include <QFileInfo>

using triptych::tests::CliFixture;
using triptych::tests::Run;

/// What the command line says of traces: flame graphs, differences, sums.
class TstCliAnalysis : public QObject, private CliFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { fill(); }

    void flameGraphsComeInEveryFormat_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QByteArray>("holds");
        QTest::newRow("svg") << QStringLiteral("svg") << QByteArray("<svg");
        QTest::newRow("folded") << QStringLiteral("folded") << QByteArray("gateway: GET /buy;shop: buy 50000000");
        QTest::newRow("speedscope") << QStringLiteral("speedscope") << QByteArray("speedscope.app/file-format-schema.json");
        QTest::newRow("json") << QStringLiteral("json") << QByteArray("\"children\"");
        QTest::newRow("csv") << QStringLiteral("csv") << QByteArray("service,operation,spans,errors,total_ns,self_ns,critical_ns,share\r\ngateway,GET /buy,1,0,100000000,50000000,");
    }
    void flameGraphsComeInEveryFormat()
    {
        QFETCH(QString, format);
        QFETCH(QByteArray, holds);
        const Run flame = run({QStringLiteral("flamegraph"), QStringLiteral("--trace"), QStringLiteral("a"), QStringLiteral("--format"), format, QStringLiteral("--store"), m_store});
        QCOMPARE(flame.code, 0);
        QVERIFY2(flame.out.contains(holds), flame.out.constData());
    }

    void differencesComeInEveryFormat()
    {
        const auto diff = [this](const char *format) {
            return run({QStringLiteral("flamegraph"), QStringLiteral("service:gateway"), QStringLiteral("--diff"), QStringLiteral("-service:gateway"),
                        QStringLiteral("--format"), QString::fromLatin1(format), QStringLiteral("--store"), m_store});
        };
        QVERIFY2(diff("folded").out.contains("gateway: GET /buy;shop: buy 50000000 "), diff("folded").out.constData());
        QVERIFY(diff("svg").out.startsWith("<svg"));
        QVERIFY(diff("json").out.contains("\"shareA\""));
        QVERIFY(diff("csv").out.startsWith("path,a,b,"));
        QVERIFY(diff("speedscope").out.contains("\"name\":\"B -service:gateway\""));
    }

    void aFlameGraphIsDrawnAsPng()
    {
        if (!QFile::exists(QFileInfo(QStringLiteral(TRIPTYCH_CLI)).dir().filePath(QStringLiteral("triptych"))))
            QSKIP("built without the explorer, which draws it");
        const QString png = at(QStringLiteral("flame.png"));
        const Run drawn = run({QStringLiteral("flamegraph"), QStringLiteral("--format"), QStringLiteral("png"), QStringLiteral("-o"), png, QStringLiteral("--store"), m_store});
        QVERIFY2(drawn.code == 0, drawn.err.constData());
        QFile file(png);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.read(8) == QByteArray("\x89PNG\r\n\x1a\n", 8));
    }

    void aTraceIsSummedUpByAnything()
    {
        const QStringList trace{QStringLiteral("trace"), QStringLiteral("a"), QStringLiteral("--store"), m_store, QStringLiteral("--by")};
        const QJsonObject byService = run(trace + QStringList{QStringLiteral("service"), QStringLiteral("--json")}).json().object();
        const QJsonObject gateway = byService[QStringLiteral("groups")].toArray()[0].toObject();
        QCOMPARE(gateway[QStringLiteral("group")].toString(), QStringLiteral("gateway"));
        QCOMPARE(gateway[QStringLiteral("criticalShare")].toDouble(), 0.5);
        QCOMPARE(gateway[QStringLiteral("peakConcurrency")].toInt(), 1);
        const QJsonObject byTag = run(trace + QStringList{QStringLiteral("region"), QStringLiteral("--json")}).json().object();
        QCOMPARE(byTag[QStringLiteral("groups")].toArray()[0].toObject()[QStringLiteral("group")].toString(), QStringLiteral("eu"));
        QCOMPARE(byTag[QStringLiteral("groups")].toArray()[0].toObject()[QStringLiteral("count")].toInt(), 2);
        QVERIFY(run(trace + QStringList{QStringLiteral("name"), QStringLiteral("--markdown")}).out.contains("| GET /buy | gateway | 1 |"));
        QVERIFY(run(trace + QStringList{QStringLiteral("name"), QStringLiteral("--csv")}).out.startsWith("name,service,spans,"));
        // A tag of the resource counts as the span's.
        const QJsonObject byResource = run(trace + QStringList{QStringLiteral("service.name"), QStringLiteral("--json")}).json().object();
        QCOMPARE(byResource[QStringLiteral("groups")].toArray().size(), 2);
    }
};

QTEST_GUILESS_MAIN(TstCliAnalysis)
#include "tst_cli_analysis.moc"
