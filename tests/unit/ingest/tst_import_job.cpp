#include "ingest/import_job.h"
#include "packed_files.h"
#include "store/reader.h"
#include "test_registry.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>
#include <unistd.h>

using namespace triptych;
using namespace triptych::tests;
using ingest::FileState;
using ingest::ImportJob;
using ingest::ImportReport;

namespace {

std::string otlpLine(int trace)
{
    char ids[40];
    std::snprintf(ids, sizeof ids, "%032x", trace + 1);
    return std::string(R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{"traceId":")") + ids +
           R"(","spanId":"00000000000000aa","name":"buy","kind":2,"startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000005000000"}]}]}]})" "\n";
}

std::string otlp(int traces)
{
    std::string text;
    for (int i = 0; i < traces; ++i)
        text += otlpLine(i);
    return text;
}

/// A trace of spans of 3 kB whose process p1 is this service.
std::string jaegerTrace(int id, int spans, const char *service)
{
    const std::string trace = "\"traceID\":\"" + std::to_string(id) + "\"";
    std::string text = "{" + trace + ",\"spans\":[";
    for (int i = 1; i <= spans; ++i)
        text += (i > 1 ? ",{" : "{") + trace + ",\"spanID\":\"" + std::to_string(i) +
                R"(","operationName":"op","startTime":1,"duration":2,"processID":"p1","tags":[{"key":"p","value":")" + std::string(3000, 'p') + "\"}]}";
    return text + R"(],"processes":{"p1":{"serviceName":")" + service + "\"}}}";
}

/// What Jaeger's UI downloads.
std::string jaegerDownload(const std::string &traces)
{
    return "{\"data\":[" + traces + "],\"total\":0}";
}

std::string accessLog(int lines)
{
    std::string text;
    for (int i = 0; i < lines; ++i)
        text += "10.0.0." + std::to_string(i % 250) + R"( - - [20/Aug/2026:11:40:00 +0000] "GET /cart HTTP/1.1" 200 )" + std::to_string(i) + R"( "-" "agent)" + std::to_string(i * 2654435761u) + "\"\n"; // that varies, so that a store of it has size
    return text;
}

base::Result<ImportReport> import(store::Store &store, const QStringList &paths, std::stop_token stop = {}, const ingest::ImportObserver &observer = {})
{
    std::vector<std::string> given;
    for (const QString &path : paths)
        given.push_back(path.toStdString());
    return ImportJob(store).run(given, stop, observer);
}

/// What a child process of these tests does in place of them: the copy of a process with threads may find a lock taken
/// that nobody gives back.
void actAsChild()
{
    const QByteArray what = qgetenv("TRIPTYCH_IMPORT_CHILD");
    if (what.isEmpty())
        return;
    const std::string file = qgetenv("TRIPTYCH_IMPORT_STORE").toStdString();
    const QString log = qEnvironmentVariable("TRIPTYCH_IMPORT_LOG");
    if (what == "full") {
        const rlimit limit{1u << 20, 1u << 20};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN);
        auto store = store::Store::open(file, store::Store::Mode::Create);
        if (!store)
            ::_exit(10);
        const auto report = import(**store, {log});
        ::_exit(report ? 11 : report.error().kind == base::ErrorKind::Stopped ? 12 : 0);
    }
    auto store = store::Store::open(file, store::Store::Mode::ReadWrite);
    if (!store)
        ::_exit(10);
    const auto report = import(**store, {log}, {}, [](const ingest::ImportProgress &p) {
        if (p.logs > 50'000)
            ::raise(SIGKILL);
    });
    ::_exit(report ? 11 : 12);
}
bool runChild(QProcess &child, const char *what, const QString &store, const QString &log)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TRIPTYCH_IMPORT_CHILD"), QString::fromLatin1(what));
    environment.insert(QStringLiteral("TRIPTYCH_IMPORT_STORE"), store);
    environment.insert(QStringLiteral("TRIPTYCH_IMPORT_LOG"), log);
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {});
    constexpr int kPatienceMs = 120'000;
    return child.waitForFinished(kPatienceMs);
}

} // namespace

Q_COREAPP_STARTUP_FUNCTION(actAsChild)

class TstImportJob : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_count = 0;

    QString at(const QString &name) const { return m_folder.filePath(name); }
    std::shared_ptr<store::Store> freshStore()
    {
        auto store = store::Store::open(at(QStringLiteral("s%1.triptych").arg(++m_count)).toStdString(), store::Store::Mode::Create);
        return store ? std::move(*store) : nullptr;
    }
    static std::uint64_t count(store::Store &store, const char *table)
    {
        const auto reader = store.read();
        if (!reader)
            return ~0ull;
        const auto result = (*reader)->sql(std::string("SELECT count(*) FROM ") + table, 1);
        return result && !result->rows.empty() ? std::stoull(*result->rows[0][0]) : ~0ull;
    }
    static QString firstError(const ingest::FileReport &file)
    {
        return file.record.errors.empty() ? QString() : QString::fromStdString(file.record.errors[0].what);
    }

private Q_SLOTS:
    void aClockOffsetMovesWhatItsFolderHolds()
    {
        QDir().mkpath(at(QStringLiteral("moved/deep")));
        const QString usual = put(at(QStringLiteral("usual.json")), otlp(1));
        put(at(QStringLiteral("moved/deep/log.json")), QByteArrayLiteral("{\"time\":\"2026-08-20T11:40:00Z\",\"level\":\"info\",\"message\":\"hello\"}\n").toStdString());
        auto store = freshStore();
        QVERIFY(store);
        ingest::ImportOptions options;
        options.clockOffsets = {0, 3'000'000'000};
        const auto report = ImportJob(*store, options).run({usual.toStdString(), at(QStringLiteral("moved")).toStdString()}, {});
        QVERIFY(report);
        QVERIFY(report->files[0].record.errors.empty());
        QVERIFY2(firstError(report->files[1]).contains(QStringLiteral("+3.00 s")), qPrintable(firstError(report->files[1])));
        const auto reader = store->read();
        const auto rows = (*reader)->sql("SELECT (SELECT min(start) FROM span_rows), (SELECT min(time) FROM log_rows)", 1);
        QVERIFY(rows);
        QCOMPARE(*rows->rows[0][0], std::string("1700000000000000000"));
        QCOMPARE(*rows->rows[0][1], std::string("1787226003000000000"));
    }

    void aMixedBundleComesInWhateverItsFilesAreCalled()
    {
        const auto store = freshStore();
        const QString bundle = put(at(QStringLiteral("bundle")), pack("gnutar", "gzip", {{"unknown1", otlp(5)}, {"unknown2", bare("zstd", accessLog(7))}}));
        const auto report = import(*store, {bundle});
        QVERIFY2(report, report ? "" : report.error().text().c_str());
        QCOMPARE(report->files.size(), 2u);
        QCOMPARE(QString::fromStdString(report->files[0].record.format), QStringLiteral("otlp-json"));
        QCOMPARE(QString::fromStdString(report->files[0].record.compression), QStringLiteral("gzip+tar"));
        QVERIFY(report->files[1].record.path.ends_with("bundle!unknown2"));
        QCOMPARE(report->spans, 5u);
        QCOMPARE(report->logs, 7u);
        QCOMPARE(report->files[0].state, FileState::Done);
        QVERIFY(!report->losses());
        QCOMPARE(count(*store, "span_rows"), 5u);
        QCOMPARE(count(*store, "log_rows"), 7u);
    }

    void aLargeJaegerFileOfSeveralTracesIsReadAgainWhenItsEndMisled()
    {
        const auto services = [](store::Store &store) {
            const auto rows = (*store.read())->sql("SELECT service, count(*) FROM spans GROUP BY 1 ORDER BY 1", 10);
            QString text;
            for (const auto &row : rows->rows)
                text += QString::fromStdString(*row[0] + " " + *row[1] + "\n");
            return text;
        };
        const auto one = freshStore(), two = freshStore();
        const QString single = put(at(QStringLiteral("one.json")), jaegerDownload(jaegerTrace(1, 4000, "cart")));
        QVERIFY(import(*one, {single}));
        QCOMPARE(services(*one), QStringLiteral("cart 4000\n"));
        const QString several = put(at(QStringLiteral("two.json")), jaegerDownload(jaegerTrace(1, 4000, "cart") + "," + jaegerTrace(2, 3, "users")));
        const auto report = import(*two, {several});
        QVERIFY(report);
        QCOMPARE(report->files.size(), 1u);
        QVERIFY(!report->losses());
        QCOMPARE(report->spans, 4003u);
        QCOMPARE(services(*two), QStringLiteral("cart 4000\nusers 3\n"));
    }

    void ordersOfLinesAreKeptAcrossPiecesAndWorkers()
    {
        const auto store = freshStore();
        // Several pieces of 4 MB, decoded on several threads.
        const QString log = put(at(QStringLiteral("long.log")), accessLog(200'000));
        QVERIFY(import(*store, {log}));
        const auto reader = store->read();
        const auto wrong = (*reader)->sql("SELECT count(*) FROM (SELECT line, lag(line) OVER (ORDER BY id) AS before FROM log_rows) WHERE line <> before + 1", 1);
        QVERIFY(wrong);
        QCOMPARE(*wrong->rows[0][0], std::string("0"));
        QCOMPARE(count(*store, "log_rows"), 200'000u);
    }

    void theSameContentIsNotCountedTwice()
    {
        const auto store = freshStore();
        const QString plain = put(at(QStringLiteral("a.json")), otlp(20'000)); // larger than the head that is sniffed
        const QString packed = put(at(QStringLiteral("b.gz")), bare("gzip", otlp(20'000)));
        const auto first = import(*store, {plain, packed});
        QVERIFY(first);
        QCOMPARE(first->files[0].state, FileState::Done);
        QCOMPARE(first->files[1].state, FileState::Duplicate);
        QCOMPARE(QString::fromStdString(first->files[1].duplicateOf), plain);
        const auto again = import(*store, {packed});
        QVERIFY(again);
        QCOMPARE(again->files[0].state, FileState::Duplicate);
        QVERIFY(!again->nothingUsable());
        QCOMPARE(count(*store, "span_rows"), 20'000u);
    }

    void aFileThatOnlyBeginsLikeAKnownOneIsImported()
    {
        const auto store = freshStore();
        std::string longer = accessLog(20'000);
        const QString a = put(at(QStringLiteral("grow1.log")), longer);
        longer += accessLog(1);
        const QString b = put(at(QStringLiteral("grow2.log")), longer);
        QVERIFY(import(*store, {a}));
        const auto report = import(*store, {b});
        QVERIFY(report);
        QCOMPARE(report->files[0].state, FileState::Done);
        QCOMPARE(report->logs, 20'001u);
    }

    void badFilesCostOnlyThemselves()
    {
        const auto store = freshStore();
        put(at(QStringLiteral("good")), otlp(3));
        put(at(QStringLiteral("binary")), std::string("\x01\x02\x00\xff\xfe\x00\x03", 7) + std::string(5000, '\x02'));
        put(at(QStringLiteral("empty")), std::string());
        const auto report = import(*store, {at(QStringLiteral("absent")), at(QStringLiteral("binary")), at(QStringLiteral("empty")), at(QStringLiteral("good"))});
        QVERIFY(report);
        QCOMPARE(report->files.size(), 4u);
        QCOMPARE(report->files[0].state, FileState::Failed);
        QVERIFY(firstError(report->files[0]).contains(QStringLiteral("cannot be opened")));
        QCOMPARE(report->files[1].state, FileState::Refused);
        QVERIFY(firstError(report->files[1]).contains(QStringLiteral("binary")));
        QCOMPARE(report->files[2].state, FileState::Refused);
        QCOMPARE(firstError(report->files[2]), QStringLiteral("the file is empty"));
        QCOMPARE(report->files[3].state, FileState::Done);
        QVERIFY(report->losses());
        QVERIFY(!report->nothingUsable());
        QCOMPARE(count(*store, "span_rows"), 3u);
    }

    void aTruncatedFileKeepsItsGoodPartAndSaysSo()
    {
        const auto store = freshStore();
        std::string packed = bare("gzip", accessLog(100'000));
        packed.resize(packed.size() / 2);
        const auto report = import(*store, {put(at(QStringLiteral("cut.gz")), packed)});
        QVERIFY(report);
        QCOMPARE(report->files[0].state, FileState::Losses);
        QVERIFY(report->logs > 1000 && report->logs < 100'000);
        QVERIFY(report->files[0].record.errors.back().what.find("truncated") != std::string::npos);
        QVERIFY(report->files[0].record.errors.back().byte > 0);
        QCOMPARE(count(*store, "log_rows"), report->logs);
    }

    void nothingUsableLeavesTheStoreAsItWas()
    {
        const auto store = freshStore();
        const auto version = store->version();
        const auto report = import(*store, {put(at(QStringLiteral("noise")), std::string(3000, '\x01'))});
        QVERIFY(report);
        QVERIFY(report->nothingUsable());
        QCOMPARE(store->version(), version);
        QCOMPARE(count(*store, "imports"), 0u);
    }

    void aStoppedImportLeavesNothing()
    {
        const auto store = freshStore();
        const QString log = put(at(QStringLiteral("stop.log")), accessLog(400'000));
        std::stop_source stop;
        QElapsedTimer sinceStop;
        const auto report = import(*store, {log, log}, stop.get_token(), [&](const ingest::ImportProgress &p) {
            if (p.logs > 0 && !stop.stop_requested()) {
                sinceStop.start();
                stop.request_stop();
            }
        });
        if (!stop.stop_requested())
            QSKIP("the import was over before its first progress");
        QVERIFY(!report);
        QCOMPARE(report.error().kind, base::ErrorKind::Stopped);
        QCOMPARE(count(*store, "log_rows"), 0u);
        QCOMPARE(count(*store, "imports"), 0u);
        // The store goes on: the next import comes in whole.
        const auto again = import(*store, {log});
        QVERIFY(again);
        QCOMPARE(again->logs, 400'000u);
    }

    void progressNamesEveryFileAndEndsComplete()
    {
        const auto store = freshStore();
        const QString log = put(at(QStringLiteral("progress.log")), accessLog(30'000));
        ingest::ImportProgress last;
        int calls = 0;
        QVERIFY(import(*store, {log}, {}, [&](const ingest::ImportProgress &p) {
            last = p;
            ++calls;
        }));
        QVERIFY(calls >= 2);
        QCOMPARE(last.bytesDone, last.bytesTotal);
        QCOMPARE(last.logs, 30'000u);
        QCOMPARE(last.files.size(), 1u);
        QCOMPARE(last.files[0].state, FileState::Done);
        QCOMPARE(last.files[0].bytesDone, last.files[0].bytesTotal);
    }

    void aFullDiskFailsTheImportAndKeepsTheStoreOpenable()
    {
        const QString file = at(QStringLiteral("full.triptych"));
        const QString log = put(at(QStringLiteral("full.log")), accessLog(600'000));
        // In a process of its own, so that the limit on file sizes binds nobody else.
        QProcess child;
        QVERIFY(runChild(child, "full", file, log));
        QVERIFY2(child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0, qPrintable(QStringLiteral("child: %1").arg(child.exitCode())));
        auto store = store::Store::open(file.toStdString(), store::Store::Mode::ReadWrite);
        QVERIFY2(store, store ? "" : store.error().text().c_str());
        QCOMPARE(count(**store, "log_rows"), 0u);
    }

    void aKilledImportLeavesAnOpenableStoreWithoutIt()
    {
        const QString file = at(QStringLiteral("killed.triptych"));
        const QString log = put(at(QStringLiteral("killed.log")), accessLog(600'000));
        const QString small = put(at(QStringLiteral("kept.json")), otlp(4));
        {
            auto store = store::Store::open(file.toStdString(), store::Store::Mode::Create);
            QVERIFY(store);
            QVERIFY(import(**store, {small}));
        }
        QProcess child;
        QVERIFY(runChild(child, "killed", file, log));
        QVERIFY2(child.exitStatus() == QProcess::CrashExit, qPrintable(QStringLiteral("child: %1").arg(child.exitCode())));
        auto store = store::Store::open(file.toStdString(), store::Store::Mode::ReadWrite);
        QVERIFY2(store, store ? "" : store.error().text().c_str());
        QCOMPARE(count(**store, "log_rows"), 0u);
        QCOMPARE(count(**store, "span_rows"), 4u);
        QVERIFY(import(**store, {log}));
    }
};

TRIPTYCH_TEST(TstImportJob)
#include "tst_import_job.moc"
