#include "store_fixture.h"
#include "test_registry.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace store_fixture;

/// What an import makes of what the store holds already.
class LaterImportTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_next = 0;
    std::filesystem::path file() { return (m_folder.path() + QStringLiteral("/s%1.triptych").arg(++m_next)).toStdString(); }

    static std::string answer(const std::shared_ptr<Store> &store, const std::string &query)
    {
        const auto result = (*store->read())->sql(query, 100);
        if (!result)
            return result.error().text();
        std::string text;
        for (const auto &row : result->rows)
            for (const auto &cell : row)
                text += (text.empty() ? "" : " ") + cell.value_or("null");
        return text;
    }

private Q_SLOTS:
    void anExactRepeatIsDroppedAndADifferingOneIsKept()
    {
        const auto path = file();
        std::vector<SpanSpec> changed{kCheckout[1]};
        changed[0].duration = 51;
        std::vector<Batch> batches;
        batches.push_back(batchOf(kCheckout));
        batches.push_back(batchOf({kCheckout[0], kCheckout[2]}));
        batches.push_back(batchOf(changed));
        auto s = storeWith(path, std::move(batches));
        QVERIFY(s);
        auto info = (*s->read())->info();
        QCOMPARE(info->spans, 6u);
        QCOMPARE(info->duplicates, 2u);
        // Also in a later import, after reopening.
        s.reset();
        s = storeWith(path, one(batchOf(kCheckout)), "other");
        QVERIFY(s);
        info = (*s->read())->info();
        QCOMPARE(info->spans, 6u);
        QCOMPARE(info->duplicates, 7u);
        // And it is known of each span that both brought it, but not of the one that the first alone had.
        const auto trace = (*s->read())->trace({0, 1});
        QVERIFY(trace);
        QCOMPARE(trace->size(), std::size_t(4));
        QCOMPARE(trace->repeats.size(), std::size_t(3));
        for (const auto &repeat : trace->repeats) {
            QCOMPARE(trace->import[repeat.row], 1);
            QCOMPARE(repeat.import, 2);
            QVERIFY(trace->duration[repeat.row] != 51);
        }
    }

    void whatAServerSaysAgainIsNoNews()
    {
        const auto path = file();
        const auto trace = [&](const char *from) {
            const auto s = storeWith(path, one(batchOf(kCheckout)), from);
            return (*s->read())->trace({0, 1})->repeats.size();
        };
        QCOMPARE(trace("http://jaeger:16686/api/traces?limit=20"), std::size_t(0));
        QCOMPARE(trace("http://jaeger:16686/api/traces/1"), std::size_t(0));
        QCOMPARE(trace("http://tempo:3200/api/traces/1"), std::size_t(3)); // another server's word
        QCOMPARE(trace("http://tempo:3200/api/traces/1?again"), std::size_t(3));
    }

    void aTraceThatGrowsInALaterImportIsSummarisedWhole()
    {
        const auto path = file();
        const auto s = storeWith(path, one(batchOf({kCheckout[0], kCheckout[1]})));
        QVERIFY(s);
        QVERIFY(import(s, one(batchOf({{1, 13, 11, 20, 200, "psp", "call", StatusCode::Unset, {}}}))));
        const auto page = (*s->read())->traces({}, {});
        QVERIFY(page);
        QCOMPARE(page->total, 1u);
        QCOMPARE(page->rows[0].spans, 3u);
        QCOMPARE(page->rows[0].depth, 3u);
        QCOMPARE(page->rows[0].duration, Nanos(220));
    }

    /// The first reading takes what the import kept, the second the rows.
    void theOnlyTraceOfAnImportReadsTheSameTwice()
    {
        BatchBuilder b;
        const auto add = [&b](std::uint64_t id, std::uint64_t parent, Nanos start, const char *service, SpanKind kind, int events) {
            const std::vector<TagView> resource{{"service.name", service}};
            SpanFields f;
            f.trace = {5, 6};
            f.span = {id};
            f.parent = {parent};
            f.start = kT0 + start;
            f.duration = 100 - start;
            f.kind = kind;
            f.resource = b.resource(resource);
            f.service = b.serviceOf(f.resource);
            f.name = b.string(std::string("call ") + service);
            b.addSpan(f, {});
            for (int i = 0; i < events; ++i)
                b.addEvent(kT0 + start + i, "retry", {});
        };
        add(3, 2, 40, "cart", SpanKind::Client, 2); // not in order of start
        add(2, 1, 20, "gateway", SpanKind::Server, 0);
        add(2, 1, 20, "gateway", SpanKind::Server, 0); // a repeat
        add(1, 0, 10, "gateway", SpanKind::Server, 1);
        const auto s = storeWith(file(), one(b.take()));
        QVERIFY(s);
        const auto kept = (*s->read())->trace({5, 6}), read = (*s->read())->trace({5, 6});
        QVERIFY(kept && read);
        QCOMPARE(kept->size(), std::size_t(3));
        for (const auto *trace : {&*kept, &*read}) {
            QCOMPARE(trace->trace, (TraceId{5, 6}));
            QCOMPARE(trace->span, (std::vector<std::uint64_t>{1, 2, 3}));
            QCOMPARE(trace->parent, (std::vector<std::uint64_t>{0, 1, 2}));
            QCOMPARE(trace->start, (std::vector<Nanos>{kT0 + 10, kT0 + 20, kT0 + 40}));
            QCOMPARE(trace->duration, (std::vector<Nanos>{90, 80, 60}));
            QCOMPARE(trace->kind, (std::vector<std::uint8_t>{2, 2, 3}));
            QCOMPARE(trace->events, (std::vector<std::uint16_t>{1, 0, 2}));
            QCOMPARE(trace->import, (std::vector<std::int32_t>{1, 1, 1}));
            std::vector<std::string> names, services;
            for (std::size_t i = 0; i < trace->size(); ++i) {
                names.push_back(trace->strings[static_cast<std::size_t>(trace->name[i])]);
                services.push_back(trace->strings[static_cast<std::size_t>(trace->service[i])]);
            }
            QCOMPARE(names, (std::vector<std::string>{"call gateway", "call gateway", "call cart"}));
            QCOMPARE(services, (std::vector<std::string>{"gateway", "gateway", "cart"}));
            std::vector<std::pair<std::uint32_t, Nanos>> marks;
            for (const auto &mark : trace->eventMarks)
                marks.emplace_back(mark.row, mark.time - kT0);
            std::sort(marks.begin(), marks.end());
            QCOMPARE(marks, (std::vector<std::pair<std::uint32_t, Nanos>>{{0, 10}, {2, 40}, {2, 41}}));
        }
        QCOMPARE(kept->record, read->record);
        QCOMPARE(kept->resource, read->resource);
        // What comes later is not missed: neither by a trace that was kept nor by one that was read.
        QVERIFY(import(s, one(batchOf({{9, 90, 0, 0, 10, "a", "x", StatusCode::Unset, {}}}))));
        QVERIFY(import(s, one(batchOf({{9, 91, 90, 5, 2, "b", "y", StatusCode::Unset, {}}}))));
        QCOMPARE((*s->read())->trace({0, 9})->size(), std::size_t(2));
    }

    void anImportThatIsNotCommittedLeavesNothing()
    {
        const auto path = file();
        const auto s = storeWith(path, one(batchOf({kCheckout[3]})));
        QVERIFY(s);
        {
            auto writer = s->write();
            QVERIFY(writer);
            QVERIFY((*writer)->beginFile("x"));
            QVERIFY((*writer)->write(batchOf(kCheckout)));
        }
        const auto info = (*s->read())->info();
        QCOMPARE(info->spans, 1u);
        QCOMPARE(info->imports.size(), std::size_t(1));
        // The store goes on as if nothing had been.
        QVERIFY(import(s, one(batchOf(kCheckout))));
        QCOMPARE((*s->read())->info()->spans, 5u);
    }

    void bothFormsOfATraceIdAreOneTrace_data()
    {
        QTest::addColumn<bool>("oneImport");
        QTest::newRow("in one import") << true;
        QTest::newRow("in two imports, the short form first") << false;
    }

    void bothFormsOfATraceIdAreOneTrace()
    {
        QFETCH(bool, oneImport);
        Batch brief = batchOf({{7, 71, 70, 10, 50, "cart", "get", StatusCode::Unset, {}}, {8, 80, 0, 0, 5, "cart", "get", StatusCode::Unset, {}}});
        Batch full = batchOf({{7, 70, 0, 0, 100, "gateway", "GET /cart", StatusCode::Unset, {}},
                              {8, 81, 0, 0, 5, "a", "x", StatusCode::Unset, {}}, {8, 82, 0, 0, 5, "b", "x", StatusCode::Unset, {}}});
        full.spans[0].trace.hi = 0x5b8e;
        full.spans[1].trace.hi = 1; // two traces end in 8: the short form may be either
        full.spans[2].trace.hi = 2;
        std::vector<Batch> batches;
        batches.push_back(std::move(brief));
        if (oneImport)
            batches.push_back(std::move(full));
        const auto s = storeWith(file(), std::move(batches));
        QVERIFY(s);
        if (!oneImport)
            QVERIFY(import(s, one(std::move(full))));
        auto reader = s->read();
        const auto page = (*reader)->traces({}, {});
        QVERIFY(page);
        QCOMPARE(page->total, 4u); // the united one, and three that end in 8
        QCOMPARE((*reader)->info()->traces, 4u);
        const auto united = std::find_if(page->rows.begin(), page->rows.end(), [](const TraceRow &r) { return r.trace.lo == 7; });
        QVERIFY(united != page->rows.end());
        QCOMPARE(united->trace.hi, std::uint64_t(0x5b8e));
        QCOMPARE(united->spans, 2u);
        QCOMPARE(united->orphans, 0u);
        QCOMPARE(united->depth, 2u);
    }

    void everyImportKnowsWhatAllBeforeItBrought()
    {
        const auto s = storeWith(file(), one(batchOf({{1, 10, 0, 0, 100, "gateway", "POST /checkout"}})));
        QVERIFY(s);
        QVERIFY(import(s, one(batchOf({{2, 20, 0, 5, 10, "gateway", "GET /cart"}})), "second"));
        // Again what the second brought, and more of what the first did.
        QVERIFY(import(s, one(batchOf({{2, 20, 0, 5, 10, "gateway", "GET /cart"}, {1, 11, 10, 10, 50, "payment", "charge"}, {3, 30, 0, 7, 1, "cart", "get"}})), "third"));
        QVERIFY(import(s, one(batchOf({{1, 12, 11, 20, 5, "bank", "pay"}})), "fourth"));
        QCOMPARE(answer(s, "SELECT trace_lo, spans, depth, len(services) FROM traces ORDER BY trace_lo"), std::string("1 3 3 3 2 1 1 1 3 1 1 1"));
        QCOMPARE(answer(s, "SELECT count(*), count(DISTINCT id) FROM span_tree"), std::string("5 5"));
        QCOMPARE(answer(s, "SELECT count(DISTINCT id) FROM span_rows"), std::string("5"));
        QCOMPARE(answer(s, "SELECT id, spans, duplicates FROM imports ORDER BY id"), std::string("1 1 0 2 1 0 3 2 1 4 1 0"));
    }

    void anImportAfterOneThatWasGivenUpKnowsTheSame()
    {
        const auto s = storeWith(file(), one(batchOf({{1, 10, 0, 0, 100, "gateway", "POST /checkout"}})));
        QVERIFY(s);
        {
            auto writer = s->write();
            QVERIFY(writer);
            QVERIFY((*writer)->beginFile("given up"));
            QVERIFY((*writer)->write(batchOf({{1, 11, 10, 10, 50, "payment", "charge"}})));
            (*writer)->rollback();
        }
        QVERIFY(import(s, one(batchOf({{1, 10, 0, 0, 100, "gateway", "POST /checkout"}, {1, 11, 10, 10, 50, "payment", "charge"}})), "second"));
        QCOMPARE(answer(s, "SELECT id, spans, duplicates FROM imports ORDER BY id"), std::string("1 1 0 2 1 1"));
        QCOMPARE(answer(s, "SELECT trace_lo, spans, depth FROM traces"), std::string("1 2 2"));
    }

    void whatAStatementRemovedCanBeImportedAgain()
    {
        const auto s = storeWith(file(), one(batchOf({{1, 10, 0, 0, 100, "gateway", "POST /checkout"}, {1, 11, 10, 10, 50, "payment", "charge"}})));
        QVERIFY(s);
        QCOMPARE(s->importedContent().size(), std::size_t(1));
        for (const char *statement : {"DELETE FROM span_rows WHERE span = 11", "DELETE FROM imports"})
            QVERIFY(s->change(statement, 10, {}));
        QVERIFY(s->importedContent().empty());
        QVERIFY(import(s, one(batchOf({{1, 10, 0, 0, 100, "gateway", "POST /checkout"}, {1, 11, 10, 10, 50, "payment", "charge"}})), "again"));
        QCOMPARE(answer(s, "SELECT count(*) FROM span_rows"), std::string("2"));
        QCOMPARE(answer(s, "SELECT spans, duplicates FROM imports"), std::string("1 1"));
    }

    void aSmallImportOutlivesAProcessThatIsKilledAfterIt()
    {
        const std::filesystem::path path = file(), found = file();
        const auto s = storeWith(path, one(batchOf(kCheckout)));
        QVERIFY(s);
        // What a killed process leaves: the file, and the log beside it.
        std::filesystem::copy_file(path, found);
        if (std::filesystem::exists(path.string() + ".wal"))
            std::filesystem::copy_file(path.string() + ".wal", found.string() + ".wal");
        const auto again = Store::open(found, Store::Mode::ReadWrite);
        QVERIFY(again);
        QCOMPARE((*(*again)->read())->info()->spans, 5u);
        QCOMPARE((*(*again)->read())->info()->traces, 2u);
    }
};

TRIPTYCH_TEST(LaterImportTest)
#include "tst_later_imports.moc"
