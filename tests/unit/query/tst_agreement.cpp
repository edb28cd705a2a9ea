#include "query/evaluate.h"
#include "query/sql_compiler.h"
#include "store/bulk_writer.h"
#include "store/reader.h"
#include "store/store.h"
#include "telemetry/batch.h"
#include "test_registry.h"

#include <QTest>
#include <random>

using namespace triptych;
using telemetry::Tag;
using telemetry::TagView;

/// The store's answer to a filter and the evaluator's are the same, record by record.
class tst_Agreement : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void storeAndEvaluatorAgree_data();
    void storeAndEvaluatorAgree();
    void randomFiltersAgreeToo();

private:
    struct Record {
        query::RecordView view;
        std::string service, name, body;
        std::vector<Tag> tags, resourceTags, eventTags;
        std::vector<query::RecordView::Event> events;
    };
    void addSpans();
    void addLogs();
    std::vector<std::int64_t> expected(const std::vector<Record> &records, const query::Filter &filter) const;
    std::vector<std::int64_t> fromStore(telemetry::Table table, const query::Filter &filter);
    QString difference(const std::string &text);

    std::string pick(std::initializer_list<const char *> values) { return *(values.begin() + m_random() % values.size()); }
    std::vector<Tag> someTags();
    void connectViews(std::vector<Record> &records);

    std::mt19937 m_random{42};
    std::vector<Record> m_spans, m_logs;
    telemetry::BatchBuilder m_builder;
    std::shared_ptr<store::Store> m_store;
    std::unique_ptr<store::Reader> m_reader;
};

namespace {

std::vector<TagView> views(const std::vector<Tag> &tags)
{
    std::vector<TagView> out;
    for (const Tag &tag : tags)
        out.push_back({tag.key, tag.value, tag.type});
    return out;
}

} // namespace

std::vector<Tag> tst_Agreement::someTags()
{
    using telemetry::ValueType;
    std::vector<Tag> out;
    if (m_random() % 3 > 0)
        out.push_back({"http.status_code", pick({"200", "404", "500", "503"}), ValueType::Int});
    if (m_random() % 3 > 0)
        out.push_back({"http.response.status_code", pick({"200", "500"}), ValueType::Int});
    if (m_random() % 2 > 0)
        out.push_back({"user.id", std::to_string(m_random() % 5000), ValueType::String});
    if (m_random() % 4 == 0)
        out.push_back({"odd key: \"x\"", pick({"1", "a'b"}), ValueType::String});
    if (m_random() % 4 == 0)
        out.push_back({"env", pick({"prod", "stage"}), ValueType::String});
    if (m_random() % 4 == 0)
        out.push_back({"size", pick({"100", "20480", "3KiB", "2ms", "", "2.9", "2.10"}), ValueType::String});
    return out;
}

void tst_Agreement::addSpans()
{
    for (int i = 0; i < 6000; ++i) {
        Record r;
        r.service = pick({"checkout", "payment", "Payment"});
        r.name = pick({"GET /api/cart", "POST /api/checkout", "SELECT 1", "card DECLINED"});
        r.tags = someTags();
        r.resourceTags = {{"service.name", r.service, {}}, {"cloud.region", pick({"eu-west-1", "us-east-1"}), {}}};
        if (m_random() % 2 > 0)
            r.resourceTags.push_back({"deployment.environment.name", pick({"prod", "stage"}), {}});
        if (m_random() % 5 == 0)
            r.eventTags = {{"exception.type", pick({"Timeout", "a/b~c"}), {}}, {"k/~\"y", "1", {}}};
        const std::vector<TagView> resource = views(r.resourceTags), tags = views(r.tags), eventTags = views(r.eventTags);
        telemetry::SpanFields f;
        f.trace = r.view.trace = {m_random() % 2 ? 0x4bf92f3577b34da6u : 0u, 1000u + static_cast<unsigned>(i) / 4};
        f.span = r.view.span = {static_cast<std::uint64_t>(i) + 1};
        f.start = 1000000 + i;
        f.duration = r.view.duration = (m_random() % 1000) * 1000000;
        f.kind = r.view.kind = static_cast<telemetry::SpanKind>(m_random() % 6);
        f.status = r.view.status = static_cast<telemetry::StatusCode>(m_random() % 3);
        f.resource = m_builder.resource(resource);
        f.service = m_builder.serviceOf(f.resource);
        f.name = m_builder.string(r.name);
        m_builder.addSpan(f, tags);
        if (!r.eventTags.empty()) {
            m_builder.addEvent(f.start, "exception", eventTags);
            r.view.events = 1;
        }
        m_spans.push_back(std::move(r));
    }
}

void tst_Agreement::addLogs()
{
    for (int i = 0; i < 5000; ++i) {
        Record r;
        r.view.table = telemetry::Table::Logs;
        r.service = pick({"checkout", "payment"});
        r.body = pick({"card declined", "Card Declined by PSP", "cache hit", "time out", "timeout after 3ms"}) + " " + std::to_string(m_random() % 100);
        r.tags = someTags();
        r.resourceTags = {{"service.name", r.service, {}}, {"cloud.region", pick({"eu-west-1", "us-east-1"}), {}}};
        const std::vector<TagView> resource = views(r.resourceTags), tags = views(r.tags);
        telemetry::LogFields f;
        f.time = 1000000 + i;
        const telemetry::Level levels[] = {telemetry::Level::Unknown, telemetry::Level::Info, telemetry::Level::Warn, telemetry::Level::Error};
        f.level = r.view.level = levels[m_random() % 4];
        if (m_random() % 2) {
            f.trace = r.view.trace = {0, 1000u + static_cast<unsigned>(i) / 4};
            f.span = r.view.span = {static_cast<std::uint64_t>(i) + 1};
        }
        f.resource = m_builder.resource(resource);
        f.service = m_builder.serviceOf(f.resource);
        m_builder.addLog(f, r.body, tags);
        m_logs.push_back(std::move(r));
    }
}

void tst_Agreement::connectViews(std::vector<Record> &records)
{
    for (Record &r : records) {
        r.view.service = r.service;
        r.view.name = r.name;
        r.view.body = r.body;
        r.view.tags = r.tags;
        r.view.resourceTags = r.resourceTags;
        if (!r.eventTags.empty())
            r.events = {{"exception", r.eventTags}};
        r.view.eventList = r.events;
    }
}

void tst_Agreement::initTestCase()
{
    addSpans();
    addLogs();
    connectViews(m_spans);
    connectViews(m_logs);
    auto opened = store::Store::temporary();
    QVERIFY2(opened.ok(), opened ? "" : opened.error().text().c_str());
    m_store = *opened;
    auto writer = m_store->write();
    QVERIFY(writer.ok());
    QVERIFY((*writer)->beginFile("made up").ok());
    QVERIFY((*writer)->write(m_builder.take()).ok());
    QVERIFY((*writer)->endFile({}).ok());
    const auto committed = (*writer)->commit();
    QVERIFY2(committed.ok(), committed ? "" : committed.error().text().c_str());
    auto reader = m_store->read();
    QVERIFY(reader.ok());
    m_reader = std::move(*reader);
}

std::vector<std::int64_t> tst_Agreement::expected(const std::vector<Record> &records, const query::Filter &filter) const
{
    const query::Evaluator evaluator(filter, query::AliasTable());
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < records.size(); ++i)
        if (evaluator.matches(records[i].view))
            out.push_back(static_cast<std::int64_t>(i));
    return out;
}

std::vector<std::int64_t> tst_Agreement::fromStore(telemetry::Table table, const query::Filter &filter)
{
    store::Selection selection;
    const auto predicate = query::compileToSql(filter, table, *m_reader->catalog(), query::AliasTable());
    selection.filter = *predicate;
    std::vector<std::int64_t> out;
    if (table == telemetry::Table::Spans) {
        telemetry::SpanQuery all;
        all.limit = 1000000;
        const auto page = m_reader->spans(selection, all);
        if (!page) {
            qWarning("%s\n%s", page.error().text().c_str(), selection.filter.where.c_str());
            return {-1};
        }
        for (const auto &row : page->rows)
            out.push_back(static_cast<std::int64_t>(row.span.value) - 1);
    } else {
        const auto ids = m_reader->logIds(selection, telemetry::Order::Ascending);
        if (!ids) {
            qWarning("%s\n%s", ids.error().text().c_str(), selection.filter.where.c_str());
            return {-1};
        }
        const auto rows = m_reader->logRows(*ids);
        for (const auto &row : *rows)
            out.push_back(row.time - 1000000);
    }
    std::sort(out.begin(), out.end());
    return out;
}

QString tst_Agreement::difference(const std::string &text)
{
    const auto filter = query::Filter::parse(text);
    if (!filter)
        return QString::fromStdString(filter.error().text());
    for (const auto &[table, records] : {std::pair(telemetry::Table::Spans, &m_spans), std::pair(telemetry::Table::Logs, &m_logs)}) {
        const auto a = expected(*records, *filter), b = fromStore(table, *filter);
        if (a != b)
            return QStringLiteral("%1: %2 records by evaluation, %3 by the store, in table %4")
                .arg(QString::fromStdString(text)).arg(a.size()).arg(b.size()).arg(static_cast<int>(table));
    }
    return {};
}

void tst_Agreement::storeAndEvaluatorAgree_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"service:payment", "service:*ayment", "name:/^(get|post)/i", "declined", "\"card declined\"", "time*out",
                             "/time ?out \\w+ 3/i", "duration:>250ms", "duration:[100ms TO 200ms}", "-duration:>250ms", "status:error", "kind:*er",
                             "level:>=warn", "level:unknown", "-level:error", "env:prod", "-env:prod", "env:*", "status_code:>=500",
                             "-status_code:200", "http.status_code:[400 TO 499]", "\"http.status_code\":200", "user.id:17", "user.id:>4990",
                             "user.id:*", "-user.id:*", "user.id:1*9", "\"odd key: \\\"x\\\"\":1", "\"odd key: \\\"x\\\"\":\"a'b\"", "region:eu-*",
                             "resource.region:us-east-1", "span.env:prod", "log.env:prod", "resource.env:prod", "exception.type:Timeout",
                             "exception.type:\"a/b~c\"", "\"k/~\\\"y\":1", "event.name:exception", "event.name:none", "-exception.type:*",
                             "exception.type:T*", "exception.type:/out$/", "events:1", "events:0", "trace:3f0", "trace:1008",
                             "trace:4bf92f3577b34da600000000000003f0", "span:1f", "trace:*", "-trace:*", "size:>1KiB", "size:>1ms", "size:\"\"",
                             "size:>2.9", "size:>v", "nosuchtag:1", "-nosuchtag:1", "nosuchtag:*", "service:\"'; DROP TABLE strings; --\"",
                             "(service:payment OR env:stage) -status_code:500 NOT (user.id:1* OR declined)"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void tst_Agreement::storeAndEvaluatorAgree()
{
    QFETCH(QString, text);
    const QString found = difference(text.toStdString());
    QVERIFY2(found.isEmpty(), qPrintable(found));
}

void tst_Agreement::randomFiltersAgreeToo()
{
    const auto term = [this] {
        return pick({"service:payment", "env:prod", "-env:prod", "status_code:500", "-user.id:1*", "user.id:*", "duration:<500ms", "declined",
                     "region:eu-*", "-exception.type:Timeout", "level:warn", "size:>1KiB", "kind:client", "-http.status_code:[200 TO 404]"});
    };
    for (int i = 0; i < 60; ++i) {
        std::string text = term();
        for (int n = static_cast<int>(m_random() % 4); n > 0; --n) {
            text += pick({" ", " OR ", " AND "}) + term();
            if (m_random() % 3 == 0)
                text = pick({"", "-", "NOT "}) + "(" + text + ")";
        }
        const QString found = difference(text);
        QVERIFY2(found.isEmpty(), qPrintable(found));
    }
}

TRIPTYCH_TEST(tst_Agreement)
#include "tst_agreement.moc"
