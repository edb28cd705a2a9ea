#include "app/composition.h"
#include "app/import_texts.h"
#include "explore_fixture.h"
#include "sources/profile.h"
#include "test_registry.h"
#include "ui/common/progress_line.h"
#include "ui/connect/connection_dialog.h"
#include "ui/overview/overview_page.h"
#include "ui/shell/import_files.h"
#include "ui/shell/import_pane.h"
#include "ui/shell/status_line.h"

#include <QLabel>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>

using namespace triptych;
using ui::ImportView;

namespace {

ingest::FileReport file(const char *path, ingest::FileState state, const char *reason = nullptr)
{
    ingest::FileReport out;
    out.record.path = path;
    out.record.format = "nginx";
    out.state = state;
    if (reason) {
        out.record.errorCount = 1;
        out.record.errors.push_back({reason, 0, 0, {}, false});
    } else {
        out.record.logs = 3;
    }
    return out;
}

ingest::ImportReport someRefused()
{
    ingest::ImportReport out;
    out.files = {file("/home/ann/bundle/app/access.log", ingest::FileState::Done), file("/home/ann/bundle/notes.txt", ingest::FileState::Refused, "this is text"),
                 file("/home/ann/bundle/core.bin", ingest::FileState::Refused, "this is binary data")};
    out.logs = 3;
    out.bytes = 1000;
    out.seconds = 1;
    return out;
}

const QStringList kOpened{QStringLiteral("/home/ann/bundle/")};

QStringList names(const ImportView &view)
{
    QStringList out;
    for (const ui::ImportLine &line : view.files)
        out.append(line.name);
    return out;
}

QRgb barColour(const ui::ImportPane &pane)
{
    auto *bar = pane.findChild<ui::ProgressLine *>();
    const QImage image = bar->grab().toImage();
    return image.pixelColor(image.width() / 2, image.height() / 2).rgb();
}

} // namespace

class ImportPaneTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filesAreNamedFromWhatWasOpened()
    {
        const ImportView view = app::reportView(QStringLiteral("bundle"), someRefused(), kOpened);
        QCOMPARE(names(view), (QStringList{QStringLiteral("app/access.log"), QStringLiteral("notes.txt"), QStringLiteral("core.bin")}));
        QCOMPARE(view.losses.front().title, QStringLiteral("notes.txt could not be read"));
        QCOMPARE(view.losses.front().path, QStringLiteral("/home/ann/bundle/notes.txt"));
        QVERIFY(view.report.contains(QStringLiteral("/home/ann/bundle/notes.txt")));
        ingest::ImportProgress archive;
        archive.files.push_back({"/tmp/b.tar.gz!app/access.log", {}, 0, 0, 0, 0, 0, 0, ingest::FileState::Running});
        QCOMPARE(names(app::progressView({}, archive, {QStringLiteral("/tmp/b.tar.gz")})), QStringList{QStringLiteral("app/access.log")});
        // Of several, each is told apart by its name; a name that only begins alike is another.
        QCOMPARE(names(app::progressView({}, archive, {QStringLiteral("/tmp/b.tar.gz"), QStringLiteral("/tmp/b.tar")})), QStringList{QStringLiteral("b.tar.gz!app/access.log")});
        QCOMPARE(names(app::progressView({}, archive, {QStringLiteral("/tmp/b.tar")})), QStringList{QStringLiteral("/tmp/b.tar.gz!app/access.log")});
        QCOMPARE(names(app::progressView({}, archive, {QStringLiteral("/tmp/b.tar.gz!app/access.log")})), QStringList{QStringLiteral("access.log")});

        ui::Theme theme;
        ui::ImportFiles files(theme);
        files.show(view.files);
        QVERIFY(files.model()->index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("/home/ann/bundle/notes.txt")));
    }

    void theEndOfAnImportCountsWhatWasNotRead()
    {
        ingest::ImportReport report = someRefused();
        const ImportView some = app::reportView(QStringLiteral("bundle"), report, kOpened);
        QVERIFY2(some.detail.endsWith(QStringLiteral(" · 2 of 3 files not read")), qPrintable(some.detail));
        ui::Theme theme;
        ui::ImportPane pane(theme);
        pane.resize(1000, 700);
        pane.show(some);
        pane.setVisible(true);
        QVERIFY(QTest::qWaitForWindowExposed(&pane));
        QCOMPARE(barColour(pane), theme.color(ui::Role::Warning).rgb());
        report.files.resize(1);
        const ImportView all = app::reportView(QStringLiteral("bundle"), report, kOpened);
        QVERIFY(!all.detail.contains(QStringLiteral("not read")));
        pane.show(all);
        QCOMPARE(barColour(pane), theme.color(ui::Role::Ok).rgb());
    }

    void aRefusedFileHasAReasonAndNoPlace()
    {
        const ImportView view = app::reportView(QStringLiteral("bundle"), someRefused(), kOpened);
        QCOMPARE(view.losses.front().rows.size(), 1);
        QCOMPARE(view.losses.front().rows.front().reason, QStringLiteral("This is text"));
        QVERIFY(view.losses.front().rows.front().place.isEmpty());
        QVERIFY(view.losses.front().rows.front().count.isEmpty());
        ingest::ImportReport placed = someRefused();
        placed.files[1].record.errors.front().line = 7;
        QCOMPARE(app::reportView({}, placed).losses.front().rows.front().place, QStringLiteral("line 7, byte 0"));
    }

    void aStoppedImportLeavesNoEmptyLine()
    {
        ui::Theme theme;
        ui::ImportPane pane(theme);
        pane.resize(1000, 700);
        pane.show(app::errorView(QStringLiteral("bundle"), {base::ErrorKind::Stopped, "stopped", {}, {}, {}}));
        pane.setVisible(true);
        QVERIFY(QTest::qWaitForWindowExposed(&pane));
        for (const QLabel *label : pane.findChildren<QLabel *>())
            QVERIFY(!label->isVisible() || !label->text().isEmpty() || !label->pixmap().isNull());
    }

    void nothingClaimsThatAllIsHereWhereFilesWereRefused()
    {
        tests::ExploreFixture<ui::MainWindow> f;
        f.page = std::make_unique<ui::MainWindow>(f.context);
        f.page->resize(1280, 800);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowActive(f.page.get()));
        const auto told = [&] { return f.page->findChild<ui::StatusLine *>()->accessibleDescription(); };
        const auto overview = [&] {
            f.session.setPage(session::Page::Overview);
            auto *page = f.page->findChild<ui::OverviewPage *>();
            QStringList out;
            if (page)
                for (const QWidget *label : page->findChildren<QWidget *>())
                    out.append(label->accessibleName());
            return out;
        };
        f.page->showImport(app::reportView(QStringLiteral("bundle"), someRefused(), kOpened));
        f.workspace.setSource(f.source); // what the import brought
        QTRY_VERIFY2(told().contains(QStringLiteral("2 files not read")), qPrintable(told()));
        QVERIFY(!told().contains(QStringLiteral("nothing dropped")));
        QTRY_VERIFY(overview().contains(QStringLiteral("2 files were not read; the bell tells why")));
        QVERIFY(f.settle());
        QVERIFY(!overview().contains(QStringLiteral("nothing was lost")));
        f.workspace.setSource(std::make_shared<tests::FakeSource>()); // another, which no import brought
        QTRY_VERIFY2(told().contains(QStringLiteral("nothing dropped")), qPrintable(told()));
        QVERIFY(!told().contains(QStringLiteral("not read")));
        QTRY_VERIFY(overview().contains(QStringLiteral("nothing was lost")));
    }

    void whatAFailureSaysIsShownAsText()
    {
        QTemporaryDir folder;
        app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        app::Composition composition(settings, ui::Theme::Mode::Light);
        composition.window().show();
        composition.window().showFailure(QStringLiteral("<b>a.json</b> could not be opened"), QStringLiteral("<u>a server's words</u>"), {});
        auto *box = composition.window().findChild<QMessageBox *>();
        QVERIFY(box);
        QStringList shown;
        for (const QLabel *label : box->findChildren<QLabel *>())
            if (label->text().contains(u'<')) {
                QCOMPARE(label->textFormat(), Qt::PlainText);
                shown.append(label->text());
            }
        QCOMPARE(shown.size(), 2);
        box->close();
    }

    void aConnectionThatFailsOffersToEditAndToRetry()
    {
        QTemporaryDir folder;
        const QByteArray before = qgetenv("XDG_CONFIG_HOME");
        qputenv("XDG_CONFIG_HOME", folder.path().toUtf8());
        qunsetenv("TRIPTYCH_TEST_UNSET");
        sources::Profile profile;
        profile.name = "prod-eu";
        profile.backends.emplace_back();
        profile.backends.back().address = sources::backendAddress("zipkin=http://127.0.0.1:1").value();
        profile.backends.back().address.endpoint.credentials.kind = sources::Credentials::Kind::Bearer;
        profile.backends.back().secret = sources::SecretPlace::Environment;
        profile.backends.back().variable = "TRIPTYCH_TEST_UNSET";
        const bool written = sources::writeProfiles(sources::profilesFile(), {profile}).ok();
        app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        app::Composition composition(settings, ui::Theme::Mode::Light);
        before.isEmpty() ? qunsetenv("XDG_CONFIG_HOME") : qputenv("XDG_CONFIG_HOME", before);
        QVERIFY(written);
        composition.window().resize(1280, 800);
        composition.window().show();
        QVERIFY(QTest::qWaitForWindowActive(&composition.window()));
        const auto box = [&] { return composition.window().findChild<QMessageBox *>(); };
        const auto press = [&](const char *text) {
            for (QAbstractButton *button : box()->buttons())
                if (button->text() == QLatin1String(text))
                    return button->click(), true;
            return false;
        };
        app::OpenRequest request;
        request.profiles = {QStringLiteral("prod-eu")};
        composition.open(request);
        const auto told = [&] { return composition.window().findChild<ui::StatusLine *>()->accessibleDescription(); };
        QVERIFY(told().contains(QStringLiteral("Opening prod-eu")));
        QTRY_VERIFY(box());
        QVERIFY2(!told().contains(QStringLiteral("Opening")), qPrintable(told()));
        QVERIFY2(box()->informativeText().startsWith(QStringLiteral("The secret for Zipkin")), qPrintable(box()->informativeText()));
        QCOMPARE(box()->icon(), QMessageBox::NoIcon);
        QVERIFY(!box()->iconPixmap().isNull());
        QPointer<QMessageBox> first = box();
        QVERIFY(press("Retry"));
        QTRY_VERIFY(!first && box()); // it failed once more
        QVERIFY(press("Edit Connection"));
        QTRY_VERIFY(composition.window().findChild<ui::ConnectionDialog *>());
        QCOMPARE(composition.window().findChild<ui::ConnectionDialog *>()->form().name, QStringLiteral("prod-eu"));
    }
};
TRIPTYCH_TEST(ImportPaneTest)
#include "tst_import_pane.moc"
