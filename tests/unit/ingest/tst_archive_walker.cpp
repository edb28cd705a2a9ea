#include "formats/archive_reader.h"
#include "formats/archive_walker.h"
#include "packed_files.h"
#include "test_registry.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <sys/stat.h>
#include <thread>

using namespace triptych;
using namespace triptych::tests;
using formats::ArchiveWalker;
using formats::Leaf;

namespace {

/// Notes what a walk gives, one line a leaf: `path [compression] content`.
class Notes final : public formats::LeafSink
{
public:
    QStringList leaves, problems;
    std::uint64_t bytesSeen = 0;
    std::stop_source *stopAfterFirstBlock = nullptr;

    Take open(const Leaf &leaf) override
    {
        m_leaf = leaf;
        m_content.clear();
        return Take::Read;
    }
    Take bytes(std::string_view block) override
    {
        bytesSeen += block.size();
        if (m_content.size() < 100)
            m_content.append(block.substr(0, 100));
        if (stopAfterFirstBlock)
            stopAfterFirstBlock->request_stop();
        return Take::Read;
    }
    void close(const base::Error *cutShort) override
    {
        leaves << shortened(m_leaf.path) + QStringLiteral(" [%1] %2").arg(QString::fromStdString(m_leaf.compression), QString::fromStdString(m_content).trimmed());
        if (cutShort)
            problems << shortened(cutShort->where.file) + QStringLiteral(": ") + QString::fromStdString(cutShort->what);
    }
    void unreadable(const Leaf &leaf, const base::Error &error) override { problems << shortened(leaf.path) + QStringLiteral(": ") + QString::fromStdString(error.what); }

    QString root;

private:
    QString shortened(const std::string &path) const { return QString::fromStdString(path).remove(root + QLatin1Char('/')); }
    Leaf m_leaf;
    std::string m_content;
};

} // namespace

class TstArchiveWalker : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    QString at(const QString &name) const { return m_folder.filePath(name); }
    Notes walk(const QStringList &paths, const ArchiveWalker::Limits &limits = {}, base::Progress *progress = nullptr)
    {
        Notes notes;
        notes.root = m_folder.path();
        ArchiveWalker walker(std::stop_token(), progress);
        walker.setLimits(limits);
        std::vector<std::string> given;
        for (const QString &path : paths)
            given.push_back(path.toStdString());
        const auto files = walker.list(given);
        for (std::size_t i = 0; i < files.size(); ++i)
            if (!walker.walk(files[i], i, notes))
                notes.problems << QStringLiteral("stopped");
        return notes;
    }

private Q_SLOTS:
    void everyCompressionIsKnownByItsContent_data()
    {
        QTest::addColumn<QByteArray>("packed");
        QTest::addColumn<QString>("expected");
        const std::string text = "one line\n";
        const auto row = [&](const char *name, const std::string &packed, const char *expected) {
            QTest::newRow(name) << QByteArray::fromStdString(packed) << QString::fromUtf8(expected);
        };
        row("plain", text, "unknown [none] one line");
        row("gzip", bare("gzip", text), "unknown [gzip] one line");
        row("zstd", bare("zstd", text), "unknown [zstd] one line");
        row("xz", bare("xz", text), "unknown [xz] one line");
        row("bzip2", bare("bzip2", text), "unknown [bzip2] one line");
        row("zip", pack("zip", "", {{"a/b.log", text}}), "unknown!a/b.log [zip] one line");
        row("tar", pack("gnutar", "", {{"a/b.log", text}}), "unknown!a/b.log [tar] one line");
        row("tar.gz", pack("gnutar", "gzip", {{"b.log", text}}), "unknown!b.log [gzip+tar] one line");
        row("tar.zst", pack("gnutar", "zstd", {{"b.log", text}}), "unknown!b.log [zstd+tar] one line");
        row("7z", pack("7zip", "", {{"b.log", text}}), "unknown!b.log [7z] one line");
        row("zip in tar.gz", pack("gnutar", "gzip", {{"x", pack("zip", "", {{"y", text}})}}), "unknown!x!y [gzip+tar+zip] one line");
        row("7z in zip", pack("zip", "", {{"x", pack("7zip", "", {{"y", text}})}}), "unknown!x!y [zip+7z] one line");
        row("two gzip members", bare("gzip", "one ") + bare("gzip", "line\n"), "unknown [gzip] one line");
        row("empty", std::string(), "unknown [none]");
    }
    void everyCompressionIsKnownByItsContent()
    {
        QFETCH(QByteArray, packed);
        QFETCH(QString, expected);
        put(at(QStringLiteral("unknown")), packed.toStdString());
        const Notes notes = walk({at(QStringLiteral("unknown"))});
        QCOMPARE(notes.leaves.join(QLatin1Char('|')).trimmed(), expected);
        QCOMPARE(notes.problems, QStringList());
    }

    void foldersAreWalkedInOrderOfNamesWithoutHiddenFiles()
    {
        const QString root = at(QStringLiteral("folder"));
        QDir().mkpath(root + QStringLiteral("/b/c"));
        put(root + QStringLiteral("/z"), "1");
        put(root + QStringLiteral("/b/c/y"), "2");
        put(root + QStringLiteral("/.hidden"), "3");
        QFile::link(root, root + QStringLiteral("/b/loop"));
        QCOMPARE(walk({root}).leaves, (QStringList{QStringLiteral("folder/b/c/y [none] 2"), QStringLiteral("folder/z [none] 1")}));
    }

    void whatATruncatedFileHeldIsKeptAndThePlaceIsNamed_data()
    {
        QTest::addColumn<QByteArray>("filter");
        for (const char *filter : {"gzip", "zstd", "xz", "bzip2"})
            QTest::newRow(filter) << QByteArray(filter);
    }
    void whatATruncatedFileHeldIsKeptAndThePlaceIsNamed()
    {
        QFETCH(QByteArray, filter);
        std::string text;
        for (int i = 0; i < 200'000; ++i) // long enough for several blocks of every compression
            text += std::to_string(i * 2654435761u) + "\n";
        std::string packed = bare(filter.constData(), text);
        packed.resize(packed.size() * 2 / 3);
        put(at(QStringLiteral("cut")), packed);
        const Notes notes = walk({at(QStringLiteral("cut"))});
        QCOMPARE(notes.leaves.size(), 1);
        QVERIFY2(notes.bytesSeen > 100'000, qPrintable(QString::number(notes.bytesSeen)));
        QVERIFY(notes.bytesSeen < text.size());
        QCOMPARE(notes.problems.size(), 1);
        QVERIFY2(notes.problems[0].startsWith(QStringLiteral("cut: ")) && notes.problems[0].contains(QStringLiteral("truncated")), qPrintable(notes.problems[0]));
    }

    void aTruncatedArchiveGivesTheMembersBefore()
    {
        std::string tar = pack("gnutar", "", {{"first", std::string(5000, 'a')}, {"second", std::string(50000, 'b')}});
        tar.resize(20000);
        put(at(QStringLiteral("t.tar")), tar);
        const Notes notes = walk({at(QStringLiteral("t.tar"))});
        QCOMPARE(notes.leaves.size(), 2);
        QVERIFY(notes.leaves[0].startsWith(QStringLiteral("t.tar!first ")));
        QVERIFY(!notes.problems.isEmpty());
        QVERIFY2(notes.problems[0].startsWith(QStringLiteral("t.tar!second: ")), qPrintable(notes.problems[0]));
    }

    void aBombIsNotUnpacked()
    {
        ArchiveWalker::Limits limits;
        limits.freeBytes = 1u << 20;
        limits.ratio = 100;
        put(at(QStringLiteral("bomb.gz")), bare("gzip", std::string(12u << 20, '\0')));
        const Notes notes = walk({at(QStringLiteral("bomb.gz"))}, limits);
        QVERIFY2(notes.bytesSeen < (4u << 20), qPrintable(QString::number(notes.bytesSeen)));
        QCOMPARE(notes.problems.size(), 1);
        QVERIFY(notes.problems[0].contains(QStringLiteral("100 times")));
    }

    void aBombSpreadOverManyMembersIsNotUnpackedEither()
    {
        ArchiveWalker::Limits limits;
        limits.freeBytes = 1u << 20;
        limits.ratio = 100;
        Members members;
        for (int i = 0; i < 40; ++i)
            members.emplace_back("m" + std::to_string(i), bare("gzip", std::string(400'000, '\0')));
        put(at(QStringLiteral("bombs.zip")), pack("zip", "", members));
        const Notes notes = walk({at(QStringLiteral("bombs.zip"))}, limits);
        QVERIFY2(notes.bytesSeen < (4u << 20), qPrintable(QString::number(notes.bytesSeen)));
        QVERIFY(!notes.problems.isEmpty());
    }

    void archivesNestedTooDeeplyAreRefused()
    {
        std::string content = "x";
        for (int i = 0; i < 8; ++i)
            content = bare("gzip", content);
        put(at(QStringLiteral("deep.gz")), content);
        const Notes notes = walk({at(QStringLiteral("deep.gz"))});
        QCOMPARE(notes.leaves, QStringList());
        QVERIFY(notes.problems.value(0).contains(QStringLiteral("nested deeper than 6")));
    }

    void namesInArchivesAreShownHarmlessAndNothingIsWritten()
    {
        put(at(QStringLiteral("evil.tar")), pack("gnutar", "", {{"../../etc/evil\x1b[31m\xe2\x80\xae.log", "x"}, {"/abs", "y"}}));
        const QStringList before = QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
        const Notes notes = walk({at(QStringLiteral("evil.tar"))});
        QCOMPARE(notes.leaves.size(), 2);
        QVERIFY2(notes.leaves[0].startsWith(QStringLiteral("evil.tar!../../etc/evil?[31m?.log ")), qPrintable(notes.leaves[0]));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), before);
        QVERIFY(!QFile::exists(QStringLiteral("/abs")));
    }

    void aMissingPathIsReportedAndTheOthersAreRead()
    {
        put(at(QStringLiteral("there")), "here");
        const Notes notes = walk({at(QStringLiteral("absent")), at(QStringLiteral("there"))});
        QCOMPARE(notes.leaves, QStringList{QStringLiteral("there [none] here")});
        QCOMPARE(notes.problems.size(), 1);
        QVERIFY(notes.problems[0].startsWith(QStringLiteral("absent: ")));
    }

    void devicesAreNotRead()
    {
        const Notes notes = walk({QStringLiteral("/dev/zero")});
        QCOMPARE(notes.leaves, QStringList());
        QCOMPARE(notes.problems.size(), 1);
    }

    void stopEndsAWalkBetweenBlocks()
    {
        put(at(QStringLiteral("large")), std::string(8u << 20, 'x'));
        std::stop_source stop;
        Notes notes;
        notes.stopAfterFirstBlock = &stop;
        ArchiveWalker walker(stop.get_token());
        const auto done = walker.walk(at(QStringLiteral("large")).toStdString(), 0, notes);
        QVERIFY(!done);
        QCOMPARE(done.error().kind, base::ErrorKind::Stopped);
        QVERIFY(notes.bytesSeen <= (1u << 20));
    }

    void stopEndsWaitingForAPipe()
    {
        const QString path = at(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(path.toLocal8Bit().constData(), 0600), 0);
        // A writer that says nothing: reading would wait for ever.
        QFile holder(path);
        QVERIFY(holder.open(QIODevice::ReadWrite));
        std::stop_source stop;
        // The walk runs in a thread of its own; it can only come back because of the stop.
        Notes notes;
        bool ended = false;
        std::jthread walk([&] { ended = !ArchiveWalker(stop.get_token()).walk(path.toStdString(), 0, notes); });
        stop.request_stop();
        walk.join();
        QVERIFY(ended);
    }

    void progressEndsAtTheTotal()
    {
        base::Progress progress;
        put(at(QStringLiteral("p1")), std::string(3'000'000, 'x'));
        put(at(QStringLiteral("p2.gz")), bare("gzip", std::string(100'000, 'y')));
        walk({at(QStringLiteral("p1")), at(QStringLiteral("p2.gz"))}, {}, &progress);
        QCOMPARE(progress.done.load(), progress.total.load());
        QVERIFY(progress.total > 3'000'000u);
    }
};

TRIPTYCH_TEST(TstArchiveWalker)
#include "tst_archive_walker.moc"
