#include "store_fixture.h"
#include "test_registry.h"

#include <QDir>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

using namespace store_fixture;

class StoreTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_next = 0;
    std::filesystem::path file() { return (m_folder.path() + QStringLiteral("/s%1.triptych").arg(++m_next)).toStdString(); }

private Q_SLOTS:
    void whatWasWrittenIsCountedByTheDefinitions()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        QVERIFY(s);
        const auto info = (*s->read())->info();
        QVERIFY(info);
        QCOMPARE(info->spans, 5u);
        QCOMPARE(info->traces, 2u);
        QCOMPARE(info->rootSpans, 2u);
        QCOMPARE(info->orphanSpans, 1u);
        QCOMPARE(info->errorSpans, 1u);
        QCOMPARE(info->services.front().name, std::string("cart"));
    }

    void tracesComeSortedWithTheirFigures()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        QVERIFY(s);
        TraceQuery query;
        query.sort = TraceSort::Duration;
        query.extraTags = {"http.route", "region"};
        const auto page = (*s->read())->traces({}, query);
        QVERIFY(page);
        QCOMPARE(page->total, 2u);
        const TraceRow &first = page->rows[0];
        QCOMPARE(first.rootName, std::string("POST /checkout"));
        QCOMPARE(first.duration, Nanos(100));
        QCOMPARE(first.depth, 2u);
        QCOMPARE(first.errors, 1u);
        QCOMPARE(first.services, (std::vector<std::string>{"gateway", "payment", "cart"}));
        QCOMPARE(first.extra, (std::vector<std::string>{"/checkout", "eu"}));
        QCOMPARE(page->rows[1].orphans, 1u);
    }

    void aFilterOnAColumnFindsTheTracesOfItsSpans()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        QVERIFY(s);
        auto reader = s->read();
        const auto column = (*reader)->catalog()->column(Table::Spans, "http.route");
        QVERIFY(!column.sql.empty());
        store::Selection selection;
        selection.filter.where = column.sql + " = ?";
        selection.filter.parameters = {std::int64_t((*reader)->catalog()->string("/cart"))};
        const auto page = (*reader)->traces(selection, {});
        QVERIFY(page);
        QCOMPARE(page->total, 1u);
        QCOMPARE(page->rows[0].trace.lo, std::uint64_t(2));
    }

    void aRecordPredicateIsAskedInsideTheScan()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        QVERIFY(s);
        auto predicate = std::make_shared<RecordPredicate>();
        predicate->target = RecordPredicate::Target::Exists;
        predicate->keys = {"retry"};
        store::Selection selection;
        selection.filter.where = "record_match(r.id, 0)";
        selection.filter.records = {predicate};
        const auto page = (*s->read())->spans(selection, {});
        QVERIFY2(page.ok(), page.ok() ? "" : page.error().what.c_str());
        QCOMPARE(page->total, 1u);
        QCOMPARE(page->rows[0].name, std::string("charge"));
    }

    void aStoreOfTheFirstReleasesOpensWithoutItsRepeats()
    {
        const auto path = file();
        QVERIFY(storeWith(path, one(batchOf(kCheckout))));
        {
            const auto old = Store::open(path, Store::Mode::ReadWrite);
            QVERIFY(old);
            QVERIFY((*old)->change("DROP TABLE span_repeats", 10, {}));
        }
        {
            const auto readOnly = Store::open(path, Store::Mode::ReadOnly);
            QVERIFY(readOnly);
            QCOMPARE((*(*readOnly)->read())->trace({0, 1})->size(), std::size_t(3));
        }
        const auto s = storeWith(path, one(batchOf(kCheckout)), "other");
        QVERIFY(s);
        QCOMPARE((*s->read())->trace({0, 1})->repeats.size(), std::size_t(3));
    }

    void aSpanShowsItsTagsEventsAndLinks()
    {
        BatchBuilder b;
        SpanFields f;
        f.trace = {7, 8};
        f.span = {9};
        f.start = kT0;
        f.duration = 5;
        f.name = b.string("op");
        f.statusMessage = b.string("boom");
        f.resource = b.resource(std::vector<TagView>{{"service.name", "svc"}});
        f.service = b.serviceOf(f.resource);
        f.scope = b.scope("lib", "1.0");
        b.addSpan(f, std::vector<TagView>{{"a", "1", ValueType::Int}, {"b", "<b>x</b>"}});
        b.addEvent(kT0 + 1, "exception", std::vector<TagView>{{"exception.type", "IOError"}});
        b.addLink({1, 2}, {3}, "state", {});
        const auto s = storeWith(file(), one(b.take()));
        QVERIFY(s);
        auto reader = s->read();
        const auto page = (*reader)->spans({}, {});
        const auto d = (*reader)->span(page->rows[0].record);
        QVERIFY(d);
        QCOMPARE(d->spanTags, (std::vector<Tag>{{"a", "1", ValueType::Int}, {"b", "<b>x</b>", ValueType::String}}));
        QCOMPARE(d->statusMessage, std::string("boom"));
        QCOMPARE(d->scopeName, std::string("lib"));
        QCOMPARE(d->events.size(), std::size_t(1));
        QCOMPARE(d->events[0].name, std::string("exception"));
        QCOMPARE(d->links.size(), std::size_t(1));
        QCOMPARE(d->links[0].trace.lo, std::uint64_t(2));
        const auto trace = (*reader)->trace({0, 8}); // a 64-bit id finds it by its low half
        QVERIFY(trace);
        QCOMPARE(trace->eventMarks.size(), std::size_t(1));
    }

    void tagsOfEventsAreListedAndCounted()
    {
        BatchBuilder b;
        SpanFields f;
        f.trace = {0, 9};
        f.span = {90};
        f.start = kT0;
        b.addSpan(f, {});
        const std::vector<TagView> tags{{"exception.type", "IOError"}, {"we\"ird", "{,\"x\":1}"}};
        b.addEvent(kT0, "exception", tags);
        b.addEvent(kT0 + 1, "exception", tags);
        const std::filesystem::path path = file();
        {
            const auto s = storeWith(path, one(b.take()));
            QVERIFY(s);
        }
        const auto s = Store::open(path, Store::Mode::ReadOnly); // keys are part of the file
        QVERIFY(s);
        auto reader = (*s)->read();
        const auto values = (*reader)->tagValues("exception.type", {}, 10);
        QVERIFY(values);
        QCOMPARE(values->size(), std::size_t(1));
        QCOMPARE(values->front().spans, std::uint64_t(1));
        std::string listed;
        const auto keys = (*reader)->tagKeys({});
        QVERIFY(keys);
        for (const TagKey &k : *keys)
            if (k.scope == TagScope::Event)
                listed += k.key + "\n";
        QCOMPARE(listed, std::string("exception.type\nwe\"ird\n"));
    }

    void facetsCountColumnsRecordsAndResourcesAlike()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        QVERIFY(s);
        const auto facets = (*s->read())->facets(Table::Spans, {}, {"service", "status", "http.route", "region"}, 2);
        QVERIFY(facets);
        QCOMPARE((*facets)[0].values[0].value, std::string("cart"));
        QCOMPARE((*facets)[0].values[0].count, 2u);
        QCOMPARE((*facets)[0].distinct, 3u);
        QCOMPARE((*facets)[0].other, 1u);
        QCOMPARE((*facets)[1].values[0].value, std::string("unset"));
        QCOMPARE((*facets)[2].values.size(), std::size_t(2));
        QCOMPARE((*facets)[3].values[0].count, 5u);
    }

    void tagsOfTwoSetsAreCountedWhereverTheyAreKept()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        QVERIFY(s);
        const auto reader = s->read();
        const auto asText = [](const TagCounts &counts, std::string_view key) {
            std::vector<std::string> lines;
            for (const TagCounts::Value &v : counts.values)
                if (v.key == key)
                    lines.push_back(v.value + ' ' + std::to_string(v.a) + ' ' + std::to_string(v.b));
            std::sort(lines.begin(), lines.end());
            std::string all;
            for (const std::string &line : lines)
                all += line + '\n';
            return all;
        };
        // All spans against those of the first trace's time.
        const auto spans = (*reader)->compareTags({}, {{}, TimeRange{kT0, kT0 + 1000}}, {});
        QVERIFY(spans);
        QCOMPARE(spans->sizeA, 5u);
        QCOMPARE(spans->sizeB, 3u);
        QCOMPARE(asText(*spans, "service"), std::string("cart 2 1\ngateway 2 1\npayment 1 1\n"));
        QCOMPARE(asText(*spans, "status"), std::string("error 1 1\nunset 4 2\n"));
        QCOMPARE(asText(*spans, "http.route"), std::string("/cart 1 0\n/checkout 1 1\n"));
        QCOMPARE(asText(*spans, "retry"), std::string("true 1 1\n"));
        QCOMPARE(asText(*spans, "region"), std::string("eu 5 3\n"));
        // The traces outside and inside a rectangle of the scatter; a value counts once a trace.
        const auto traces = (*reader)->compareTags({}, {}, {CountOf::Traces, TraceBox{{kT0, kT0 + 10}, 90, 110}});
        QVERIFY(traces);
        QCOMPARE(traces->sizeA, 1u);
        QCOMPARE(traces->sizeB, 1u);
        QCOMPARE(asText(*traces, "name"), std::string("GET /cart 1 0\nPOST /checkout 0 1\ncharge 0 1\nget 1 1\n"));
        QCOMPARE(asText(*traces, "http.route"), std::string("/cart 1 0\n/checkout 0 1\n"));
        QCOMPARE(asText(*traces, "region"), std::string("eu 1 1\n"));
    }

    void quantilesAreLinear()
    {
        std::vector<SpanSpec> spans;
        for (std::uint64_t i = 1; i <= 5; ++i)
            spans.push_back({i, i, 0, Nanos(i), Nanos(i * 10), "s", "op", StatusCode::Unset, {}});
        const auto s = storeWith(file(), one(batchOf(spans)));
        const auto stats = (*s->read())->stats({}, {"service", "name"});
        QVERIFY(stats);
        QCOMPARE(stats->size(), std::size_t(1));
        QCOMPARE(stats->front().p50, 30.0);
        QCOMPARE(stats->front().p95, 48.0); // 10..50: index 0.95 * 4 = 3.8
        QCOMPARE(stats->front().max, Nanos(50));
    }

    void sqlSeesTextsAndChangesNothing()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        auto reader = s->read();
        const auto rows = (*reader)->sql("SELECT service, name, \"@http.route\" FROM spans ORDER BY start LIMIT 1", 10);
        QVERIFY2(rows.ok(), rows.ok() ? "" : rows.error().what.c_str());
        QCOMPARE(*rows->rows[0][1], std::string("POST /checkout"));
        QCOMPARE(*rows->rows[0][2], std::string("/checkout"));
        const auto drop = (*reader)->sql("DROP TABLE span_rows", 10);
        QVERIFY(!drop);
        QCOMPARE(drop.error().kind, base::ErrorKind::BadQuery);
        QCOMPARE((*reader)->info()->spans, 5u);
    }

    void aSavedCopyOpensAndSaysTheSame()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        const auto copy = file();
        const auto saved = s->saveAs(copy, {});
        QVERIFY2(saved.ok(), saved.ok() ? "" : saved.error().text().c_str());
        const auto opened = Store::open(copy, Store::Mode::ReadOnly);
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
        QCOMPARE((*(*opened)->read())->info()->spans, 5u);
        QCOMPARE((*(*opened)->read())->span((*(*opened)->read())->spans({}, {})->rows[0].record)->spanTags.size(), std::size_t(1));
    }

    void aStoreOfANewerVersionIsRefusedInPlainWords()
    {
        const auto path = file();
        {
            const auto s = storeWith(path, {});
            QVERIFY(s);
            QVERIFY(s->setMeta("schema_version", "999"));
        }
        const auto opened = Store::open(path, Store::Mode::ReadOnly);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, base::ErrorKind::NewerVersion);
        QVERIFY(opened.error().what.find("999") != std::string::npos);
    }

    void aStoreOfAnOlderVersionIsReadAsItIsAndRaisedWhenItIsOpenedForWriting()
    {
        const auto path = file();
        {
            const auto s = storeWith(path, {});
            QVERIFY(s);
            QVERIFY(s->setMeta("schema_version", "1"));
        }
        const auto version = [&](Store::Mode mode) {
            const auto s = Store::open(path, mode);
            const auto answer = s ? (*(*s)->read())->sql("SELECT value FROM meta WHERE key = 'schema_version'", 10) : base::Result<telemetry::SqlResult>(s.error());
            return answer && answer->rows.size() == 1 ? answer->rows[0][0].value_or("") : std::string();
        };
        QCOMPARE(version(Store::Mode::ReadOnly), std::string("1"));
        QCOMPARE(version(Store::Mode::ReadWrite), std::string("2"));
        QCOMPARE(version(Store::Mode::ReadOnly), std::string("2"));
    }

    void aStoreThatIsOpenIsNotOpenedTwice()
    {
        const auto path = file();
        const auto s = storeWith(path, {});
        QVERIFY(s);
        const auto again = Store::open(path, Store::Mode::ReadWrite);
        QVERIFY(!again);
        QCOMPARE(again.error().kind, base::ErrorKind::Busy);
    }

    void somethingElseIsNoStore()
    {
        const auto path = file();
        QFile f(QString::fromStdString(path.string()));
        QVERIFY(f.open(QIODevice::WriteOnly));
        f.write(QByteArray(100'000, 'x'));
        f.close();
        const auto opened = Store::open(path, Store::Mode::ReadOnly);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, base::ErrorKind::BadInput);
        QCOMPARE(Store::open(file(), Store::Mode::ReadOnly).error().kind, base::ErrorKind::NotFound);
        // The engine's message holds the file's name, which must not be taken for what is wrong.
        const auto misleading = path.parent_path() / "locked, newer version number.triptych";
        std::filesystem::rename(path, misleading);
        QCOMPARE(Store::open(misleading, Store::Mode::ReadOnly).error().kind, base::ErrorKind::BadInput);
    }

    void aNewSessionRemovesStoresOfEndedProcessesOnly()
    {
        QTemporaryDir cache;
        const QByteArray before = qgetenv("XDG_CACHE_HOME");
        const bool wasSet = qEnvironmentVariableIsSet("XDG_CACHE_HOME");
        const auto restore = qScopeGuard([&] { wasSet ? qputenv("XDG_CACHE_HOME", before) : qunsetenv("XDG_CACHE_HOME"); });
        qputenv("XDG_CACHE_HOME", cache.path().toLocal8Bit());
        QProcess ended;
        ended.start(QStringLiteral("true"), QStringList());
        QVERIFY(ended.waitForStarted());
        const QString dead = QString::number(ended.processId()), alive = QString::number(QCoreApplication::applicationPid());
        QVERIFY(ended.waitForFinished());

        QDir folder(cache.path());
        QVERIFY(folder.mkpath(QStringLiteral("triptych/sessions")) && folder.cd(QStringLiteral("triptych/sessions")));
        const auto touch = [&](const QString &name) {
            QFile f(folder.filePath(name));
            return f.open(QIODevice::WriteOnly) && f.write("x") == 1;
        };
        const QString left = QStringLiteral("17-%1-0.triptych").arg(dead), used = QStringLiteral("17-%1-0.triptych").arg(alive);
        const QString other = QStringLiteral("17-%1-0.txt").arg(dead), saved = QStringLiteral("mine.triptych");
        QVERIFY(touch(left) && touch(left + QStringLiteral(".wal")) && touch(used) && touch(other) && touch(saved));
        QVERIFY(folder.mkdir(left + QStringLiteral(".spill")) && touch(left + QStringLiteral(".spill/block")));

        {
            const auto store = Store::temporary();
            QVERIFY(store);
            QVERIFY(QFile::exists(QString::fromStdString((*store)->path().string())));
        }
        QStringList expected{used, other, saved};
        expected.sort();
        QCOMPARE(folder.entryList(QDir::AllEntries | QDir::NoDotAndDotDot, QDir::Name), expected);
    }

    void aRequestedStopEndsAQueryAsStopped()
    {
        const auto s = storeWith(file(), one(batchOf(kCheckout)));
        std::stop_source stop;
        stop.request_stop();
        const auto page = (*s->read())->traces({}, {}, stop.get_token());
        QVERIFY(!page);
        QCOMPARE(page.error().kind, base::ErrorKind::Stopped);
    }
};

TRIPTYCH_TEST(StoreTest)
#include "tst_store.moc"
