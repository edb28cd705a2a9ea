#pragma once
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace triptych::tests {

struct Run {
    int code = -1;
    QByteArray out, err;
    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
};

/// A folder for a test's files, and the program with caches and settings of its own in it.
struct CliFolder {
    QTemporaryDir m_folder;

    QString at(const QString &name) const { return m_folder.filePath(name); }
    QString put(const QString &name, const QByteArray &content) const
    {
        QFile file(at(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
        return file.fileName();
    }
    void start(QProcess &process, const QStringList &arguments) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), at(QStringLiteral("cache")));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), at(QStringLiteral("config")));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(TRIPTYCH_CLI), arguments);
    }
    static Run ended(QProcess &process)
    {
        process.closeWriteChannel();
        if (!process.waitForFinished(120'000))
            qFatal("no end");
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
    }
};

/// A store of three spans and two log lines, and the program that is asked about it.
struct CliFixture : CliFolder {
    QString m_store;

    Run run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        QProcess process;
        start(process, arguments);
        process.write(input);
        return ended(process);
    }
    static QByteArray span(const char *trace, const char *id, const char *parent, const char *service, const char *name, long startMs, long endMs, int status)
    {
        const QString line = QStringLiteral(
            R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%1"}}]},"scopeSpans":[{"spans":[{)"
            R"("traceId":"%2","spanId":"%3","parentSpanId":"%4","name":"%5","kind":2,"startTimeUnixNano":"%6","endTimeUnixNano":"%7",)"
            R"("attributes":[{"key":"region","value":{"stringValue":"eu"}}],"status":{"code":%8}}]}]}]})" "\n");
        constexpr qlonglong epoch = 1700000000000000000, ms = 1000000;
        return line.arg(QLatin1String(service), QLatin1String(trace), QLatin1String(id), QLatin1String(parent), QLatin1String(name))
            .arg(epoch + startMs * ms).arg(epoch + endMs * ms).arg(status).toUtf8();
    }

    /// Imports it; fails the test that calls it where the report is not as promised.
    void fill()
    {
        const QByteArray traces = span("0000000000000000000000000000000a", "00000000000000a1", "", "gateway", "GET /buy", 0, 100, 0) +
                                  span("0000000000000000000000000000000a", "00000000000000a2", "00000000000000a1", "shop", "buy", 10, 60, 2) +
                                  span("0000000000000000000000000000000b", "00000000000000b1", "00000000000000ff", "shop", "buy", 500, 520, 0);
        const QByteArray logs = R"({"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[)"
                                R"({"timeUnixNano":"1700000000020000000","severityNumber":17,"body":{"stringValue":"card declined"},"traceId":"0000000000000000000000000000000a","spanId":"00000000000000a2"},)"
                                R"({"timeUnixNano":"1700000000030000000","severityNumber":9,"body":{"stringValue":"=1+1"},"traceId":"0000000000000000000000000000000a","spanId":"00000000000000a1"}]}]}]})" "\n";
        m_store = at(QStringLiteral("s.triptych"));
        const Run imported = run({QStringLiteral("import"), put(QStringLiteral("t.jsonl"), traces + logs), QStringLiteral("--store"), m_store, QStringLiteral("--json")});
        QCOMPARE(imported.code, 0);
        const QJsonObject report = imported.json().object();
        QCOMPARE(report[QStringLiteral("spans")].toInt(), 3);
        QCOMPARE(report[QStringLiteral("traces")].toInt(), 2);
        QCOMPARE(report[QStringLiteral("logs")].toInt(), 2);
        const QJsonObject file = report[QStringLiteral("files")].toArray()[0].toObject();
        for (const char *key : {"path", "format", "compression", "bytes", "spans", "logs", "samples", "duplicates", "errorCount", "errors"})
            QVERIFY2(file.contains(QLatin1String(key)), key);
    }
};

} // namespace triptych::tests
