#include "cli_fixture.h"

#include <QElapsedTimer>
#include <QSettings>
#include <csignal>
#include <cstdio>

using triptych::tests::CliFixture;
using triptych::tests::Run;

/// The command line as CLI.md promises it.
class TstCli : public QObject, private CliFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { fill(); }

    void infoCounts()
    {
        const QJsonObject info = run({QStringLiteral("info"), QStringLiteral("--store"), m_store, QStringLiteral("--json")}).json().object();
        QCOMPARE(info[QStringLiteral("rootSpans")].toInt(), 1);
        QCOMPARE(info[QStringLiteral("orphanSpans")].toInt(), 1);
        QCOMPARE(info[QStringLiteral("errorSpans")].toInt(), 1);
        QCOMPARE(info[QStringLiteral("logsWithTraceId")].toInt(), 2);
        QCOMPARE(info[QStringLiteral("from")].toString(), QStringLiteral("1700000000000000000"));
    }

    void theExplorersAliasesHoldHereToo()
    {
        const QStringList ask{QStringLiteral("spans"), QStringLiteral("place:eu"), QStringLiteral("--store"), m_store, QStringLiteral("--json")};
        QCOMPARE(run(ask).json().array().size(), 0);
        QSettings settings(at(QStringLiteral("config/triptych/triptych.ini")), QSettings::IniFormat);
        settings.setValue(QStringLiteral("preferences/aliases"), QStringLiteral("{\"place\": [\"region\"]}"));
        settings.sync();
        QCOMPARE(run(ask).json().array().size(), 3);
        settings.setValue(QStringLiteral("preferences/aliases"), QStringLiteral("{\"place\": ["));
        settings.sync();
        const Run broken = run(ask);
        QCOMPARE(broken.code, 0);
        QVERIFY2(broken.err.contains("aliases"), broken.err.constData());
        settings.clear();
        settings.sync();
    }

    void answersHaveTheFieldsOfTheContract_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("first"); // some members of the first row
        const auto row = [](const char *name, const QString &arguments, int rows, const char *first) {
            QTest::newRow(name) << arguments.split(QLatin1Char(' ')) << rows << QString::fromUtf8(first);
        };
        row("traces", QStringLiteral("traces status:error"), 1, R"({"traceId":"0000000000000000000000000000000a","rootService":"gateway","rootName":"GET /buy","start":"1700000000000000000","duration":100000000,"spans":2,"errors":1,"depth":2,"orphans":0,"services":["gateway","shop"],"logs":2})");
        row("spans", QStringLiteral("spans service:gateway"), 1, R"({"traceId":"0000000000000000000000000000000a","spanId":"00000000000000a1","parentId":"","service":"gateway","name":"GET /buy","kind":"server","status":"unset","duration":100000000,"tags":{"region":"eu","service.name":"gateway"},"events":0,"links":0})");
        row("logs", QStringLiteral("logs level:error"), 1, R"({"time":"1700000000020000000","level":"error","body":"card declined","service":"shop","traceId":"0000000000000000000000000000000a","spanId":"00000000000000a2"})");
        row("logs of a span", QStringLiteral("logs --span a:a2"), 2, R"({"body":"card declined","match":"span"})");
        row("stats", QStringLiteral("stats service:shop --by service,name"), 1, R"({"service":"shop","name":"buy","count":2,"errors":1,"p50":35000000,"max":50000000})");
        row("tags", QStringLiteral("tags --key service"), 2, R"({"value":"shop","spans":2,"logs":2})");
        row("sql", QStringLiteral("sql SELECT/**/count(*)/**/AS/**/n/**/FROM/**/spans"), 1, R"({"n":3})");
    }
    void answersHaveTheFieldsOfTheContract()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, rows);
        QFETCH(QString, first);
        const Run answer = run(arguments << QStringLiteral("--store") << m_store << QStringLiteral("--json"));
        QVERIFY2(answer.code == 0, answer.err.constData());
        const QJsonArray list = answer.json().array();
        QCOMPARE(list.size(), rows);
        const QJsonObject wanted = QJsonDocument::fromJson(first.toUtf8()).object(), got = list[0].toObject();
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            QVERIFY2(got[it.key()] == it.value(), qPrintable(it.key() + QStringLiteral(" in ") + QString::fromUtf8(QJsonDocument(got).toJson(QJsonDocument::Compact))));
    }

    void aTraceComesInWaterfallOrder()
    {
        const QJsonObject trace = run({QStringLiteral("trace"), QStringLiteral("0xA"), QStringLiteral("--store"), m_store, QStringLiteral("--json")}).json().object();
        QCOMPARE(trace[QStringLiteral("depth")].toInt(), 2);
        const QJsonArray spans = trace[QStringLiteral("spans")].toArray();
        QCOMPARE(spans.size(), 2);
        QCOMPARE(spans[0].toObject()[QStringLiteral("selfTime")].toInt(), 50'000'000);
        QCOMPARE(spans[1].toObject()[QStringLiteral("depth")].toInt(), 2);
        QVERIFY(spans[1].toObject()[QStringLiteral("critical")].toBool());
    }

    void aLimitSaysThatThereIsMore()
    {
        const QJsonObject answer = run({QStringLiteral("spans"), QStringLiteral("--limit"), QStringLiteral("1"), QStringLiteral("--store"), m_store, QStringLiteral("--json")}).json().object();
        QCOMPARE(answer[QStringLiteral("truncated")].toBool(), true);
        QCOMPARE(answer[QStringLiteral("spans")].toArray().size(), 1);
    }

    void timesBoundWhatIsListed()
    {
        const auto spans = [&](const QStringList &times) { return run(QStringList{QStringLiteral("spans"), QStringLiteral("--store"), m_store, QStringLiteral("--json")} + times).json().array().size(); };
        QCOMPARE(spans({QStringLiteral("--from"), QStringLiteral("1700000000.4")}), 1);
        QCOMPARE(spans({QStringLiteral("--to"), QStringLiteral("2023-11-14T22:13:20.005Z")}), 1);
        QCOMPARE(spans({QStringLiteral("--last"), QStringLiteral("100ms")}), 1);
    }

    void exitCodesTellHowItWent_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        const QString good = QStringLiteral("t.jsonl"), absent = QStringLiteral("absent.json"), store = QStringLiteral("s.triptych");
        const auto row = [](const char *name, const QStringList &arguments, int code) { QTest::newRow(name) << arguments << code; };
        row("no command", {}, 2);
        row("version", {QStringLiteral("--version")}, 0);
        row("help of a command", {QStringLiteral("traces"), QStringLiteral("--help")}, 0);
        row("unknown command", {QStringLiteral("nonsense")}, 2);
        row("unknown option", {QStringLiteral("info"), QStringLiteral("--nonsense")}, 2);
        row("no input", {QStringLiteral("info")}, 2);
        row("bad filter", {QStringLiteral("traces"), QStringLiteral("duration:>fast"), QStringLiteral("--store"), store}, 2);
        row("unknown language", {QStringLiteral("filter"), QStringLiteral("env:prod"), QStringLiteral("--to"), QStringLiteral("cobol")}, 2);
        row("bad SQL", {QStringLiteral("sql"), QStringLiteral("SELEC 1"), QStringLiteral("--store"), store}, 2);
        row("writing SQL", {QStringLiteral("sql"), QStringLiteral("DELETE FROM span_rows"), QStringLiteral("--store"), store}, 2);
        row("missing store", {QStringLiteral("info"), QStringLiteral("--store"), QStringLiteral("absent.triptych")}, 3);
        row("missing trace", {QStringLiteral("trace"), QStringLiteral("dead"), QStringLiteral("--store"), store}, 3);
        row("files without a store", {QStringLiteral("info"), good}, 0);
        row("some input bad", {QStringLiteral("import"), good, absent, QStringLiteral("--store"), QStringLiteral("x1.triptych")}, 1);
        row("nothing usable", {QStringLiteral("import"), absent, QStringLiteral("--store"), QStringLiteral("x2.triptych")}, 3);
        row("no kind of source", {QStringLiteral("traces"), QStringLiteral("--source"), QStringLiteral("splunk=http://127.0.0.1:1")}, 2);
        row("no address", {QStringLiteral("traces"), QStringLiteral("--source"), QStringLiteral("jaeger=localhost")}, 2);
        row("server down", {QStringLiteral("traces"), QStringLiteral("--source"), QStringLiteral("jaeger=http://127.0.0.1:1")}, 3);
        row("logs of a trace server", {QStringLiteral("logs"), QStringLiteral("--source"), QStringLiteral("jaeger=http://127.0.0.1:1")}, 3);
        row("command without sources", {QStringLiteral("sql"), QStringLiteral("SELECT 1"), QStringLiteral("--source"), QStringLiteral("jaeger=http://127.0.0.1:1")}, 2);
        row("source and paths", {QStringLiteral("traces"), good, QStringLiteral("--source"), QStringLiteral("jaeger=http://127.0.0.1:1")}, 2);
        row("no connection", {QStringLiteral("traces"), QStringLiteral("--profile"), QStringLiteral("nonesuch")}, 2);
        row("metrics without a server", {QStringLiteral("promql"), QStringLiteral("up")}, 2);
        row("png", {QStringLiteral("flamegraph"), QStringLiteral("--format"), QStringLiteral("png"), QStringLiteral("--store"), store}, 2);
    }
    void exitCodesTellHowItWent()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        for (QString &argument : arguments)
            if (argument.endsWith(QStringLiteral(".jsonl")) || argument.endsWith(QStringLiteral(".json")) || argument.endsWith(QStringLiteral(".triptych")))
                argument = at(argument);
        const Run answer = run(arguments);
        QVERIFY2(answer.code == code, (QByteArray::number(answer.code) + " " + answer.err).constData());
        if (code > 0)
            QVERIFY(!answer.err.isEmpty() || !answer.out.isEmpty());
        QVERIFY(!QFile::exists(at(QStringLiteral("x2.triptych"))));
    }

    void aFilterIsCompiledForEveryBackend_data()
    {
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("query");
        const auto row = [](const char *to, const char *kind, const char *query) { QTest::addRow("%s %s", to, kind) << QString::fromLatin1(to) << QString::fromLatin1(kind) << QString::fromLatin1(query); };
        row("traceql", "spans", "{ resource.service.name = \"shop\" }");
        row("logql", "logs", "");
        row("promql", "series", "{service=\"shop\"} or {service_name=\"shop\"} or {dd_service=\"shop\"}");
        row("jaeger", "spans", "service=\"shop\"");
        row("zipkin", "spans", "serviceName=\"shop\"");
        row("clickhouse", "spans", "ServiceName = {f0:String}");
        row("clickhouse", "logs", "");
        row("datadog", "spans", "service:shop");
        row("lucene", "spans", "resource.attributes.service.name:shop");
        row("lucene", "jaegerIndex", "{\"term\":{\"process.serviceName\":\"shop\"}}");
    }
    void aFilterIsCompiledForEveryBackend()
    {
        QFETCH(QString, to);
        QFETCH(QString, kind);
        QFETCH(QString, query);
        const QStringList command{QStringLiteral("filter"), QStringLiteral("service:shop depth:>2"), QStringLiteral("--to"), to};
        const Run plain = run(command), json = run(command + QStringList{QStringLiteral("--json")});
        QCOMPARE(plain.code, 0);
        QCOMPARE(json.code, 0);
        const QJsonObject compiled = json.json().object()[to].toObject()[kind].toObject();
        if (kind == QStringLiteral("logs")) { // no line has a depth
            QVERIFY(compiled[QStringLiteral("nothing")].toBool());
            QVERIFY(plain.out.contains("Nothing is asked"));
            return;
        }
        QCOMPARE(compiled[QStringLiteral("query")].toString(), query);
        QVERIFY(compiled[QStringLiteral("remainder")].toString().contains(QStringLiteral("depth:>2")));
        QCOMPARE(compiled[QStringLiteral("evaluatedHere")].toArray().first().toObject()[QStringLiteral("term")].toString(), QStringLiteral("depth:>2"));
        QVERIFY(plain.out.contains("depth:>2 is evaluated here: "));
    }

    void standardInputIsRead()
    {
        const Run answer = run({QStringLiteral("info"), QStringLiteral("-"), QStringLiteral("--json")}, span("0000000000000000000000000000000c", "00000000000000c1", "", "pipe", "x", 0, 1, 0));
        QVERIFY2(answer.code == 0, answer.err.constData());
        QCOMPARE(answer.json().object()[QStringLiteral("spans")].toInt(), 1);
    }

    void whatIsExportedReadsBackTheSame_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("logs");
        QTest::newRow("otlp") << QStringLiteral("otlp") << 2;
        QTest::newRow("otlp-proto") << QStringLiteral("otlp-proto") << 2;
        QTest::newRow("jaeger") << QStringLiteral("jaeger") << 0;
    }
    void whatIsExportedReadsBackTheSame()
    {
        QFETCH(QString, format);
        QFETCH(int, logs);
        const QString file = at(QStringLiteral("out-") + format);
        const Run exported = run({QStringLiteral("export"), QStringLiteral("--format"), format, QStringLiteral("-o"), file, QStringLiteral("--store"), m_store});
        QVERIFY2(exported.code == 0, exported.err.constData());
        const Run info = run({QStringLiteral("info"), file, QStringLiteral("--json")});
        QVERIFY2(info.code == 0, info.err.constData());
        const QJsonObject counts = info.json().object();
        QCOMPARE(counts[QStringLiteral("spans")].toInt(), 3);
        QCOMPARE(counts[QStringLiteral("errorSpans")].toInt(), 1);
        QCOMPARE(counts[QStringLiteral("orphanSpans")].toInt(), 1);
        QCOMPARE(counts[QStringLiteral("logs")].toInt(), logs);
        const auto spans = [&](const QStringList &input) {
            QJsonArray rows = run(QStringList{QStringLiteral("spans"), QStringLiteral("--json")} + input).json().array();
            return rows[1].toObject();
        };
        const QJsonObject before = spans({QStringLiteral("--store"), m_store}), after = spans({file});
        for (const char *key : {"traceId", "spanId", "parentId", "service", "name", "kind", "status", "start", "duration"})
            QVERIFY2(before[QLatin1String(key)] == after[QLatin1String(key)], key);
        QCOMPARE(after[QStringLiteral("tags")].toObject()[QStringLiteral("region")].toString(), QStringLiteral("eu"));
    }

    void metricsReadBackTheSame_data()
    {
        QTest::addColumn<QString>("format");
        QTest::newRow("otlp") << QStringLiteral("otlp");
        QTest::newRow("otlp-proto") << QStringLiteral("otlp-proto");
    }
    void metricsReadBackTheSame()
    {
        QFETCH(QString, format);
        const QByteArray metrics = R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},"scopeMetrics":[{"scope":{"name":"s"},"metrics":[)"
            R"({"name":"d","unit":"ms","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"1755690060000000000","count":"3","sum":120.5,"bucketCounts":["1","2","0"],"explicitBounds":[50,100],"min":1.5,)"
            R"("exemplars":[{"timeUnixNano":"1755690030000000000","asDouble":70.2,"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}},)"
            R"({"name":"e","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"1755690060000000000","count":"3","sum":9,"scale":-1,"zeroCount":"1","positive":{"offset":-2,"bucketCounts":["1","1"]}}]}},)"
            R"({"name":"q","summary":{"dataPoints":[{"timeUnixNano":"1755690060000000000","count":"2","sum":5,"quantileValues":[{"quantile":0.5,"value":2.5}]}]}},)"
            R"({"name":"c","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"timeUnixNano":"1755690060000000000","asInt":"42"}]}},)"
            R"({"name":"g","gauge":{"dataPoints":[{"timeUnixNano":"1755690060000000000","asDouble":"NaN","attributes":[{"key":"k","value":{"stringValue":"v"}}]}]}}]}]}]})" "\n";
        const QString file = put(QStringLiteral("m.jsonl"), metrics), out = at(QStringLiteral("metrics-") + format);
        const Run exported = run({QStringLiteral("export"), file, QStringLiteral("--format"), format, QStringLiteral("-o"), out});
        QVERIFY2(exported.code == 0, exported.err.constData());
        const auto samples = [&](const QString &from) {
            return run({QStringLiteral("sql"), QStringLiteral("SELECT name, type, unit, time, value::VARCHAR v, count, detail, tags, resource_tags, (SELECT string_agg(e.value || ' ' || e.trace_lo || ' ' || e.span) FROM exemplars e) x "
                                                              "FROM metrics ORDER BY name"), from, QStringLiteral("--json")}).json().array();
        };
        const QJsonArray before = samples(file), after = samples(out);
        QCOMPARE(before.size(), 5);
        QCOMPARE(after.size(), 5);
        for (int i = 0; i < 5; ++i) {
            QJsonObject was = before[i].toObject(), is = after[i].toObject();
            // The members of a bucket list come in the order of whoever wrote them.
            for (QJsonObject *row : {&was, &is})
                row->insert(QStringLiteral("detail"), QJsonDocument::fromJson((*row)[QStringLiteral("detail")].toString().toUtf8()).object());
            QVERIFY2(is == was, (QJsonDocument(is).toJson(QJsonDocument::Compact) + "\nwas\n" + QJsonDocument(was).toJson(QJsonDocument::Compact)).constData());
        }
    }

    void csvOfAFolderHasAFileForEachSignal()
    {
        const QString folder = at(QStringLiteral("tables/"));
        QCOMPARE(run({QStringLiteral("export"), QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("-o"), folder, QStringLiteral("--store"), m_store}).code, 0);
        const auto lines = [&](const char *name) {
            QFile file(folder + QLatin1String(name));
            return file.open(QIODevice::ReadOnly) ? static_cast<int>(file.readAll().count("\r\n")) : -1;
        };
        QCOMPARE(lines("spans.csv"), 4);
        QCOMPARE(lines("logs.csv"), 3);
        QCOMPARE(lines("metrics.csv"), 0);
    }

    void parquetHasEveryTag()
    {
        const QString folder = at(QStringLiteral("parquet"));
        QCOMPARE(run({QStringLiteral("export"), QStringLiteral("--format"), QStringLiteral("parquet"), QStringLiteral("-o"), folder, QStringLiteral("--store"), m_store}).code, 0);
        const Run rows = run({QStringLiteral("sql"), QStringLiteral("SELECT tags, resource_tags FROM read_parquet('") + folder + QStringLiteral("/spans.parquet') WHERE service = 'gateway'"), QStringLiteral("--json"), QStringLiteral("--store"), m_store});
        const QJsonObject row = rows.json().array()[0].toObject();
        QCOMPARE(row[QStringLiteral("tags")].toString(), QStringLiteral(R"({"region":"eu"})"));
        QCOMPARE(row[QStringLiteral("resource_tags")].toString(), QStringLiteral(R"({"service.name":"gateway"})"));
    }

    void oneTraceIsExportedAlone()
    {
        const QJsonArray traces = run({QStringLiteral("traces"), QStringLiteral("--json"), QStringLiteral("--store"), m_store}).json().array();
        const QJsonObject first = traces[0].toObject();
        for (const QString &format : {QStringLiteral("otlp"), QStringLiteral("jaeger")}) {
            const QString file = at(QStringLiteral("one-") + format);
            const Run exported = run({QStringLiteral("export"), QStringLiteral("--format"), format, QStringLiteral("--trace"), first[QStringLiteral("traceId")].toString(), QStringLiteral("-o"), file, QStringLiteral("--store"), m_store});
            QVERIFY2(exported.code == 0, exported.err.constData());
            const QJsonArray again = run({QStringLiteral("traces"), QStringLiteral("--json"), file}).json().array();
            QCOMPARE(again.size(), 1);
            for (const char *key : {"traceId", "rootService", "rootName", "start", "duration", "spans", "errors", "depth"})
                QVERIFY2(again[0].toObject()[QLatin1String(key)] == first[QLatin1String(key)], key);
        }
        QCOMPARE(run({QStringLiteral("export"), QStringLiteral("--format"), QStringLiteral("parquet"), QStringLiteral("--trace"), QStringLiteral("1"), QStringLiteral("-o"), at(QStringLiteral("x")), QStringLiteral("--store"), m_store}).code, 2);
        const Run markdown = run({QStringLiteral("trace"), first[QStringLiteral("traceId")].toString(), QStringLiteral("--markdown"), QStringLiteral("--store"), m_store});
        QVERIFY(markdown.out.startsWith("### "));
    }

    void aBundleIsAStore()
    {
        const QString bundle = at(QStringLiteral("copy.triptych"));
        QCOMPARE(run({QStringLiteral("export"), QStringLiteral("--format"), QStringLiteral("bundle"), QStringLiteral("-o"), bundle, QStringLiteral("--store"), m_store}).code, 0);
        QCOMPARE(run({QStringLiteral("info"), QStringLiteral("--json"), QStringLiteral("--store"), bundle}).json().object()[QStringLiteral("spans")].toInt(), 3);
    }

    void spreadsheetFormulasAreNeutralised()
    {
        const Run csv = run({QStringLiteral("export"), QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("--what"), QStringLiteral("logs"), QStringLiteral("-o"), QStringLiteral("-"), QStringLiteral("--store"), m_store});
        QCOMPARE(csv.code, 0);
        QVERIFY2(csv.out.contains(",\"'=1+1\","), csv.out.constData());
    }

    void terminalsGetNoEscapeSequencesFromData()
    {
        const QString file = put(QStringLiteral("evil.jsonl"), "{\"time\":\"2026-08-20T11:40:00Z\",\"level\":\"info\",\"msg\":\"red \\u001b[31m text\"}\n{\"time\":\"2026-08-20T11:40:01Z\",\"level\":\"info\",\"msg\":\"b\"}\n");
        const Run logs = run({QStringLiteral("logs"), file});
        QCOMPARE(logs.code, 0);
        QVERIFY2(!logs.out.contains('\x1b') && logs.out.contains("red "), logs.out.constData());
    }

    void interruptingAnImportLeavesNoStore()
    {
        QFile file(at(QStringLiteral("large.log")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 600'000; ++i)
            file.write("10.0.0.1 - - [20/Aug/2026:11:40:00 +0000] \"GET /cart HTTP/1.1\" 200 " + QByteArray::number(i) + " \"-\" \"curl/8\"\n");
        file.close();
        QProcess process;
        process.start(QStringLiteral(TRIPTYCH_CLI), {QStringLiteral("import"), file.fileName(), QStringLiteral("--store"), at(QStringLiteral("cut.triptych")), QStringLiteral("--progress"), QStringLiteral("json")});
        process.setReadChannel(QProcess::StandardError);
        if (!process.waitForReadyRead(60'000))
            QSKIP("the import was over before its first progress");
        QElapsedTimer clock;
        clock.start();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(10'000));
        qInfo("stopped in %lld ms", clock.elapsed());
        QCOMPARE(process.exitCode(), 3);
        QVERIFY(!QFile::exists(at(QStringLiteral("cut.triptych"))));
    }
};

QTEST_GUILESS_MAIN(TstCli)
#include "tst_cli.moc"
