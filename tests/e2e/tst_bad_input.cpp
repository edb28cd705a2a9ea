#include "cli_fixture.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>
#include <csignal>
#include <functional>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace triptych;
using tests::Run;

namespace {

QByteArray logLines(int from, int to)
{
    QByteArray lines;
    for (int i = from; i < to; ++i)
        lines += "{\"time\":\"2026-08-20T11:40:00Z\",\"level\":\"info\",\"msg\":\"line " + QByteArray::number(i) + "\"}\n";
    return lines;
}

QByteArray spanLine(int id)
{
    return R"({"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b1)" + QByteArray::number(id) +
           R"(","name":"x","startTimeUnixNano":"1755690000123456789","endTimeUnixNano":"1755690000125606789"}]}]}]})" "\n";
}

} // namespace

/// What is broken costs itself: each case says what is wrong and where, and keeps what was good.
class TstBadInput : public QObject, private tests::CliFolder
{
    Q_OBJECT
    Run run(const QStringList &arguments, const std::function<void()> &inChild = {}) const
    {
        QProcess process;
        if (inChild)
            process.setChildProcessModifier(inChild);
        start(process, arguments);
        return ended(process);
    }
    Run import(const QString &file, const QString &store, const std::function<void()> &inChild = {}) const
    {
        return run({QStringLiteral("import"), file, QStringLiteral("--store"), at(store), QStringLiteral("--json"), QStringLiteral("--progress"), QStringLiteral("none")}, inChild);
    }

private Q_SLOTS:
    void whatIsBrokenCostsItself_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("kept"); // spans and logs
        QTest::addColumn<int>("line"); // of the first error or remark; 0: the file as a whole
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &content, int code, const char *state, int kept, int line, const char *says) {
            QTest::newRow(name) << content << code << QString::fromLatin1(state) << kept << line << QString::fromUtf8(says);
        };
        QByteArray noise(4096, '\0');
        for (int i = 0; i < noise.size(); ++i)
            noise[i] = static_cast<char>(i * 197 + i / 7);
        row("empty", {}, 3, "refused", 0, 0, "the file is empty");
        row("binary", noise, 3, "refused", 0, 0, "binary content that no decoder recognises");
        row("truncated", spanLine(10) + spanLine(11).left(150), 1, "losses", 1, 2, "has no end");
        row("corrupted in the middle", spanLine(10) + spanLine(11).replace("\"name\":\"x\"", "\"name\" \"x\"") + spanLine(12), 1, "losses", 2, 2, "");
        row("deeply nested document", "{\"resourceSpans\":" + QByteArray(200'000, '[') + QByteArray(200'000, ']') + "}", 3, "failed", 0, 1, "");
        row("deeply nested record among others", logLines(0, 2) + "{\"time\":\"2026-08-20T11:40:00Z\",\"msg\":" + QByteArray(100'000, '[') + QByteArray(100'000, ']') + "}\n" + logLines(2, 4), 0, "done", 5, 3, "");
        row("gigantic line", "2026-08-20 11:40:00 INFO " + QByteArray(20 << 20, 'x') + "\n2026-08-20 11:40:01 INFO ok\n", 0, "done", 3, 1, "longer than 16 MiB was cut");
        row("Latin-1", "2026-08-20 11:40:00 INFO gr\xfc\xdf""e\n2026-08-20 11:40:01 INFO ok\n", 0, "done", 2, 1, "Not UTF-8");
        const QString text = QString::fromUtf8("2026-08-20 11:40:00 INFO grüße 😀\n2026-08-20 11:40:01 INFO ok\n");
        row("UTF-16", QByteArray("\xff\xfe") + QByteArray(reinterpret_cast<const char *>(text.utf16()), text.size() * 2), 0, "done", 2, 0, "UTF-16");
        row("gzip cut short", QByteArray::fromHex("1f8b08000000000002ff") + "\x01\x02", 3, "failed", 0, 0, "");
    }
    void whatIsBrokenCostsItself()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        QFETCH(QString, state);
        QFETCH(int, kept);
        QFETCH(int, line);
        QFETCH(QString, says);
        QFile::remove(at(QStringLiteral("s.triptych")));
        const Run answer = import(put(QStringLiteral("unknown"), content), QStringLiteral("s.triptych"));
        QVERIFY2(answer.code == code, answer.err.constData());
        const QJsonObject file = answer.json()[QStringLiteral("files")].toArray()[0].toObject();
        QCOMPARE(file[QStringLiteral("state")].toString(), state);
        QCOMPARE(file[QStringLiteral("spans")].toInt() + file[QStringLiteral("logs")].toInt(), kept);
        QJsonArray told = file[QStringLiteral("errors")].toArray();
        if (told.isEmpty())
            told = file[QStringLiteral("warnings")].toArray();
        if (line == 3 && told.isEmpty()) // kept whole: nothing to tell
            return;
        QVERIFY2(!told.isEmpty(), answer.out.constData());
        const QJsonObject first = told[0].toObject();
        QVERIFY2(first[QStringLiteral("message")].toString().contains(says), answer.out.constData());
        if (line > 0)
            QCOMPARE(first[QStringLiteral("line")].toInt(), line);
    }

    void aFileThatMayNotBeReadIsNamed()
    {
        const QString secret = put(QStringLiteral("secret.jsonl"), logLines(0, 3));
        QVERIFY(QFile::setPermissions(secret, QFileDevice::WriteOwner));
        put(QStringLiteral("open.jsonl"), logLines(0, 3));
        // Root may read everything, unless its programs get no capabilities.
        const Run answer = run({QStringLiteral("import"), secret, at(QStringLiteral("open.jsonl")), QStringLiteral("--store"), at(QStringLiteral("p.triptych")), QStringLiteral("--json")}, [] {
            if (::geteuid() == 0 && ::prctl(PR_SET_SECUREBITS, SECBIT_NOROOT) != 0)
                ::_exit(99);
        });
        if (answer.code == 99)
            QSKIP("root cannot give up its rights here");
        QVERIFY2(answer.code == 1, answer.err.constData());
        QVERIFY2(answer.err.contains("secret.jsonl") && answer.err.contains("ermission denied"), answer.err.constData());
        QCOMPARE(answer.json()[QStringLiteral("logs")].toInt(), 3);
    }

    void aFullDiskIsToldAndLeavesNoHalfStore()
    {
        // A limit on file sizes stands in for the disk: writing fails there just the same.
        const QString file = put(QStringLiteral("much.jsonl"), logLines(0, 200'000));
        const Run answer = import(file, QStringLiteral("full.triptych"), [] {
            const rlimit limit{1 << 20, 1 << 20};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        });
        QVERIFY2(answer.code == 3, answer.err.constData());
        QVERIFY2(answer.err.contains("full.triptych") || answer.err.contains("disk") || answer.err.contains("written"), answer.err.constData());
        QVERIFY(!QFile::exists(at(QStringLiteral("full.triptych"))));
    }

    void aStoreOfANewerVersionIsRefusedAsSuch()
    {
        QVERIFY(import(put(QStringLiteral("few.jsonl"), logLines(0, 3)), QStringLiteral("newer.triptych")).code == 0);
        QCOMPARE(run({QStringLiteral("sql"), QStringLiteral("UPDATE meta SET value = '999' WHERE key = 'schema_version'"), QStringLiteral("--write"), QStringLiteral("--store"), at(QStringLiteral("newer.triptych"))}).code, 0);
        const Run answer = run({QStringLiteral("info"), QStringLiteral("--store"), at(QStringLiteral("newer.triptych"))});
        QCOMPARE(answer.code, 3);
        QVERIFY2(answer.err.contains("newer.triptych") && answer.err.contains("999") && answer.err.contains("update Triptych"), answer.err.constData());
    }

    void aKilledImportLeavesTheStoreAsItWas()
    {
        const QString store = at(QStringLiteral("killed.triptych"));
        QVERIFY(import(put(QStringLiteral("first.jsonl"), logLines(0, 3)), QStringLiteral("killed.triptych")).code == 0);
        put(QStringLiteral("second.jsonl"), logLines(3, 900'000));
        QProcess process;
        start(process, {QStringLiteral("import"), at(QStringLiteral("second.jsonl")), QStringLiteral("--store"), store, QStringLiteral("--progress"), QStringLiteral("json")});
        process.setReadChannel(QProcess::StandardError);
        if (!process.waitForReadyRead(60'000))
            QSKIP("the import was over before its first progress");
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QVERIFY(process.waitForFinished(10'000));
        if (process.exitStatus() == QProcess::NormalExit)
            QSKIP("the import was over before it was killed");
        const Run answer = run({QStringLiteral("info"), QStringLiteral("--json"), QStringLiteral("--store"), store});
        QVERIFY2(answer.code == 0, answer.err.constData());
        QCOMPARE(answer.json()[QStringLiteral("logs")].toInt(), 3);
        // And it takes imports as before.
        QVERIFY(import(put(QStringLiteral("third.jsonl"), logLines(7, 9)), QStringLiteral("killed.triptych")).code == 0);
    }

    void aPathThatIsNotThereIsNoFilter()
    {
        const Run answer = run({QStringLiteral("info"), QStringLiteral("/nowhere/at/all.json")});
        QCOMPARE(answer.code, 3);
        QVERIFY2(answer.err.contains("/nowhere/at/all.json"), answer.err.constData());
    }
};

QTEST_GUILESS_MAIN(TstBadInput)
#include "tst_bad_input.moc"
