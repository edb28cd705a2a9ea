#include "formats/format.h"
#include "ingest/content_hash.h"
#include "ingest/demo/demo.h"
#include "ingest/import_job.h"
#include "store/reader.h"
#include "test_registry.h"

#include <QTemporaryDir>
#include <QTest>
#include <limits>
#include <map>
#include <set>

using namespace triptych;
using ingest::DemoFile;

class TstDemo : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void theSameOptionsGiveTheSameBytes();
    void everyFileIsOfTheFormatItsNamePromises();
    void everythingIsImportedWithoutALoss();
    void theIncidentsAreThereToFind_data();
    void theIncidentsAreThereToFind();
    void theDrawnTraceIsAsDrawn();
    void logsOfEverySpellingFindTheirTrace();
    void theWrittenFolderHoldsTheSameFiles();

private:
    std::uint64_t count(const std::string &sql)
    {
        const auto result = m_reader->sql(sql, 1);
        if (!result) {
            qWarning("%s", result.error().text().c_str());
            return std::numeric_limits<std::uint64_t>::max();
        }
        return std::stoull(result->rows.at(0).at(0).value_or("0"));
    }
    std::vector<DemoFile> m_files;
    ingest::ImportReport m_report;
    std::shared_ptr<store::Store> m_store;
    std::unique_ptr<store::Reader> m_reader;
};

namespace {

std::string hashOf(const std::vector<DemoFile> &files)
{
    ingest::ContentHash hash;
    for (const DemoFile &file : files) {
        hash.add(file.name);
        hash.add(file.bytes);
    }
    return hash.hex();
}

} // namespace

void TstDemo::initTestCase()
{
    m_files = ingest::demoFiles();
    auto store = store::Store::temporary();
    QVERIFY(store.ok());
    m_store = *store;
    std::vector<ingest::MemoryInput> inputs;
    for (const DemoFile &file : m_files)
        inputs.push_back({file.name, file.bytes});
    auto report = ingest::ImportJob(*m_store).runInMemory(inputs, {});
    QVERIFY2(report.ok(), report ? "" : report.error().text().c_str());
    m_report = std::move(*report);
    auto reader = m_store->read();
    QVERIFY(reader.ok());
    m_reader = std::move(*reader);
}

void TstDemo::theSameOptionsGiveTheSameBytes()
{
    QCOMPARE(hashOf(ingest::demoFiles()), hashOf(m_files));
    ingest::DemoOptions other;
    other.traces = 50;
    const std::string small = hashOf(ingest::demoFiles(other));
    QCOMPARE(hashOf(ingest::demoFiles(other)), small);
    other.seed = 1;
    QVERIFY(hashOf(ingest::demoFiles(other)) != small);
}

void TstDemo::everyFileIsOfTheFormatItsNamePromises()
{
    const std::map<std::string, std::string> promised = {{"traces.otlp.jsonl", "otlp-json"}, {"logs.otlp.jsonl", "otlp-json"}, {"metrics.otlp.jsonl", "otlp-json"}};
    for (const DemoFile &file : m_files) {
        const std::string_view bytes = file.bytes;
        const formats::Format *format = formats::recognise({bytes.substr(0, 256 << 10), bytes.size() <= 256 << 10, "unknown"});
        QVERIFY2(format && format->refusal.empty(), file.name.c_str());
        const auto it = promised.find(file.name.substr(file.name.rfind('/') + 1));
        if (it != promised.end())
            QCOMPARE(std::string(format->name), it->second);
    }
}

void TstDemo::everythingIsImportedWithoutALoss()
{
    QVERIFY(!m_report.losses());
    QCOMPARE(m_report.errorCount, std::uint64_t(0));
    QCOMPARE(m_report.duplicates, std::uint64_t(0));
    QCOMPARE(m_report.files.size(), m_files.size());
    QCOMPARE(count("SELECT count(*) FROM traces"), std::uint64_t(8645));
    QVERIFY(m_report.spans > 100'000);
    QVERIFY(m_report.logs > 120'000);
    QVERIFY(m_report.samples > 10'000);
    const telemetry::TimeRange time = ingest::demoTime();
    QCOMPARE(count("SELECT count(*) FROM span_rows WHERE start < " + std::to_string(time.from) + " OR start >= " + std::to_string(time.to)), std::uint64_t(0));
    QCOMPARE(count("SELECT count(*) FROM span_rows WHERE duration < 0"), std::uint64_t(0));
    QCOMPARE(count("SELECT count(*) FROM span_tree WHERE root = 2"), std::uint64_t(0));
}

void TstDemo::theIncidentsAreThereToFind_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<int>("least");
    QTest::addColumn<int>("most");
    const auto row = [](const char *what, const char *sql, int least, int most) { QTest::newRow(what) << QString::fromLatin1(sql) << least << most; };
    row("payments that failed", "SELECT count(*) FROM spans WHERE service = 'payment' AND name = 'PaymentService/Charge' AND status = 'error'", 150, 280);
    row("none of them before the provider slowed down",
        "SELECT count(*) FROM spans WHERE service = 'payment' AND status = 'error' AND start < 1795442436000000000", 0, 0);
    row("slow stock queries", "SELECT count(*) FROM spans WHERE service = 'orders-db' AND name = 'SELECT stock FOR UPDATE' AND duration > 250000000", 100, 600);
        row("retries in the storm", "SELECT count(*) FROM logs WHERE body LIKE '%GET /products?retry=%'", 50, 400);
    row("calls refused for the certificate", "SELECT count(*) FROM span_rows r JOIN strings t ON t.id = r.status_message WHERE t.text LIKE '%certificate has expired'", 15, 80);
    row("failed requests", "SELECT count(*) FROM spans WHERE service = 'kong-gateway' AND status = 'error'", 200, 420);
}

void TstDemo::theIncidentsAreThereToFind()
{
    QFETCH(QString, sql);
    QFETCH(int, least);
    QFETCH(int, most);
    const std::uint64_t found = count(sql.toStdString());
    QVERIFY2(found >= static_cast<std::uint64_t>(least) && found <= static_cast<std::uint64_t>(most), qPrintable(QString::number(found)));
}

void TstDemo::theDrawnTraceIsAsDrawn()
{
    const auto trace = m_reader->trace(ingest::demoTrace());
    QVERIFY(trace.ok());
    QCOMPARE(trace->size(), std::size_t(69));
    QCOMPARE(std::count(trace->status.begin(), trace->status.end(), 2), std::ptrdiff_t(7));
    const std::set<std::int32_t> services(trace->service.begin(), trace->service.end());
    QCOMPARE(services.size(), std::size_t(11));
    QCOMPARE(trace->duration[0], telemetry::Nanos(1'240'000'000));
    QCOMPARE(trace->start[0], telemetry::Nanos(1795442551118000000));
}

void TstDemo::logsOfEverySpellingFindTheirTrace()
{
    const auto logs = m_reader->logsOf(ingest::demoTrace(), std::nullopt, telemetry::Guess::No, 1000);
    QVERIFY(logs.ok());
    QVERIFY(logs->size() >= 33);
    std::set<std::string> services;
    for (const telemetry::MatchedLog &log : *logs)
        services.insert(log.row.service);
    // Hex, Datadog's decimal, traceparent, OTLP; access lines with B3 of 128 and of 64 bits.
    for (const char *service : {"cart", "inventory", "fraud", "payment"})
        QVERIFY2(services.contains(service), service);
    QVERIFY(std::count_if(logs->begin(), logs->end(), [](const auto &log) { return log.row.kind == telemetry::LogKind::Access; }) >= 10);
    // Every line that names a trace names one that is there.
    QCOMPARE(count("SELECT count(*) FROM log_rows l WHERE l.trace_lo <> 0 AND NOT EXISTS (SELECT 1 FROM span_rows s WHERE s.trace_lo = l.trace_lo)"), std::uint64_t(0));
    QVERIFY(count("SELECT count(*) FROM log_rows WHERE trace_lo = 0") > 10'000);
}

void TstDemo::theWrittenFolderHoldsTheSameFiles()
{
    QTemporaryDir folder;
    ingest::DemoOptions few;
    few.traces = 30;
    QVERIFY(ingest::writeDemo(folder.path().toStdString(), few).ok());
    for (const DemoFile &file : ingest::demoFiles(few)) {
        QFile written(folder.filePath(QString::fromStdString(file.name)));
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll().toStdString(), file.bytes);
    }
    const auto refused = ingest::writeDemo("/proc/nowhere", few);
    QVERIFY(!refused.ok());
    QVERIFY(!refused.error().where.file.empty());
}

TRIPTYCH_TEST(TstDemo)
#include "tst_demo.moc"
