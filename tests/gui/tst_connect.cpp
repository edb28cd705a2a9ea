#include "connect_fixture.h"
#include "sources/fault_server.h"
#include "test_registry.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QSpinBox>

using namespace triptych;
using namespace triptych::tests;

namespace {

QStringList outcomes(ConnectionDialog &dialog)
{
    QStringList out;
    for (const QLabel *label : dialog.editor().findChildren<QLabel *>())
        if (label->text().contains(QStringLiteral(" · ")) || label->text().contains(QStringLiteral("refused")))
            out.append(label->text());
    return out;
}

} // namespace

class TestConnect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aConnectionIsCompleteWithANameAndAServer()
    {
        Desk desk;
        ConnectionDialog &dialog = *desk.dialog();
        auto *test = button(dialog, "Test connection"), *save = button(dialog, "Connect");
        QVERIFY(test && save);
        QVERIFY(!test->isEnabled() && !save->isEnabled());
        dialog.setForm(made(QStringLiteral("http://127.0.0.1:9411"), {}));
        QVERIFY(test->isEnabled() && !save->isEnabled());
        dialog.setForm(made(QStringLiteral("http://127.0.0.1:9411")));
        QVERIFY(save->isEnabled());
        dialog.setForm(made(QStringLiteral("127.0.0.1:9411")));
        QVERIFY(!save->isEnabled());
        dialog.setForm(withPassword(made(QStringLiteral("https://zipkin.example")), {}));
        QVERIFY(!save->isEnabled()); // the password is wanted
        ConnectionForm form = withPassword(made(QStringLiteral("https://zipkin.example")), QStringLiteral("s3cret"));
        form.servers[0].access.headers = QStringLiteral("not a header");
        dialog.setForm(form);
        QVERIFY(!save->isEnabled());
        form.servers[0].access.headers = QStringLiteral("X-Team: shop\nX-Trace: no");
        form.aliases = QStringLiteral("env = stage, tier");
        dialog.setForm(form);
        QVERIFY(save->isEnabled());
        QCOMPARE(dialog.form(), form);
    }

    void aTestTellsOfEachServer()
    {
        FaultServer zipkin([](const FaultRequest &request) {
            if (request.target.startsWith("/api/v2/services"))
                return FaultAnswer::of(200, R"(["a","b","c"])");
            if (request.target.startsWith("/info"))
                return FaultAnswer::of(200, R"({"zipkin":{"version":"3.5.1"}})");
            return FaultAnswer::of(200, request.target.contains("traces") ? "[]" : "{}");
        });
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        ConnectionForm form = made(zipkin.url());
        form.servers[1].url = QStringLiteral("http://127.0.0.1:1"); // nothing listens there
        dialog->setForm(form);
        QTest::mouseClick(button(*dialog, "Test connection"), Qt::LeftButton);
        QTRY_COMPARE(outcomes(*dialog).size(), 2);
        QVERIFY2(outcomes(*dialog)[0].startsWith(QStringLiteral("3.5.1 · 3 services · no data in the last 30 days")), qPrintable(outcomes(*dialog)[0]));
        QVERIFY2(outcomes(*dialog)[1].contains(QStringLiteral("refused")), qPrintable(outcomes(*dialog)[1]));
    }

    void aSavedConnectionIsListedWithoutItsSecret()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        dialog->setForm(withPassword(made(QStringLiteral("https://telemetry.example")), QStringLiteral("s3cret")));
        QTest::mouseClick(button(*dialog, "Connect"), Qt::LeftButton);
        QTRY_COMPARE(desk.opened.count(), 1);
        QCOMPARE(desk.opened.front().front().toStringList(), QStringList{QStringLiteral("prod-eu")});
        QCOMPARE(desk.names(), QStringList{QStringLiteral("prod-eu")});
        QVERIFY(!desk.written("profiles.json").contains("s3cret"));
        QCOMPARE(desk.secretOf(QStringLiteral("prod-eu")), std::string("s3cret"));
    }

    void theCorrelationRuleAndAKeysPasswordAreEditedAndKept()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        ConnectionForm form = made(QStringLiteral("https://telemetry.example"));
        for (auto &server : form.servers) {
            server.access.certificateFile = server.access.keyFile = QStringLiteral("/home/ann/key.pem");
            server.access.keep = ServerAccess::Keep::File;
        }
        dialog->setForm(form);
        const auto field = [&](const char *name) {
            for (QLineEdit *edit : dialog->findChildren<QLineEdit *>())
                if (edit->accessibleName() == QLatin1String(name))
                    return edit;
            return static_cast<QLineEdit *>(nullptr);
        };
        QVERIFY(field("Password of the key") && field("Password of the key")->isVisible());
        QTest::keyClicks(field("Password of the key"), QStringLiteral("0penSesame"));
        QTest::keyClicks(field("Field that names the trace"), QStringLiteral("request_id"));
        QTest::keyClicks(field("Field that names the span"), QStringLiteral("hop"));
        auto *slack = dialog->findChild<QSpinBox *>();
        slack->setFocus();
        slack->selectAll();
        QTest::keyClicks(slack, QStringLiteral("90"));
        for (QComboBox *box : dialog->findChildren<QComboBox *>())
            if (box->accessibleName().startsWith(QStringLiteral("Which source")))
                QTest::keyClicks(box, QStringLiteral("Loki"));
        QTest::mouseClick(button(*dialog, "Save"), Qt::LeftButton);
        QTRY_COMPARE(desk.changed.count(), 1);
        QVERIFY(!desk.written("profiles.json").contains("0penSesame"));
        const sources::Profile &kept = desk.connections.profiles().front();
        QVERIFY(kept.correlation == (sources::Correlation{"loki", "request_id", "hop", 90'000'000'000}));
        QCOMPARE(desk.connections.secrets().unlocked(kept).value().backends.front().address.endpoint.keyPassword, std::string("0penSesame"));
        // Saved again without typing it, the password stays; without the key it goes.
        form = dialog->form();
        QVERIFY(form.servers[0].access.keyPassword.isEmpty());
        form.correlation.slackSeconds = 120;
        QVERIFY(desk.save(dialog, form));
        QCOMPARE(desk.connections.secrets().unlocked(desk.connections.profiles().front()).value().backends.front().address.endpoint.keyPassword, std::string("0penSesame"));
        form = dialog->form();
        for (auto &server : form.servers)
            server.access.keyFile.clear();
        QVERIFY(desk.save(dialog, form));
        QVERIFY(!desk.written("secrets.json").contains("0penSesame"));
    }

    void tickedConnectionsAreOpenedTogether()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        for (const char *name : {"prod-eu", "prod-us", "prod-ap"}) {
            if (!desk.names().isEmpty())
                QTest::mouseClick(button(*dialog, "New"), Qt::LeftButton);
            QVERIFY(desk.save(dialog, made(QStringLiteral("https://telemetry.example"), QString::fromLatin1(name))));
        }
        auto *list = dialog->findChild<QListWidget *>();
        QCOMPARE(list->count(), 3);
        list->setFocus();
        QVERIFY(button(*dialog, "Connect")); // nothing is ticked: the shown one
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Space);
        QTRY_COMPARE(list->item(0)->checkState(), Qt::Checked);
        QTest::keyClick(list, Qt::Key_Down);
        QVERIFY(button(*dialog, "Connect to prod-eu"));
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Space);
        QVERIFY(button(*dialog, "Connect to 2"));
        QTest::mouseClick(button(*dialog, "Connect to 2"), Qt::LeftButton);
        QTRY_COMPARE(desk.opened.count(), 1);
        QCOMPARE(desk.opened.front().front().toStringList(), QStringList({QStringLiteral("prod-eu"), QStringLiteral("prod-ap")}));
        QTRY_VERIFY(!desk.window.findChild<ConnectionDialog *>());
        dialog = nullptr;
        desk.connections.showDialog(&desk.window, QStringLiteral("prod-us"), {QStringLiteral("prod-eu"), QStringLiteral("prod-us")});
        QVERIFY(button(*desk.window.findChild<ConnectionDialog *>(), "Connect to 2"));
    }

    void whereNoKeychainAnswersAFileIsOffered()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        ConnectionForm form = withPassword(made(QStringLiteral("https://telemetry.example")), QStringLiteral("s3cret"));
        for (auto &server : form.servers)
            server.access.keep = ui::ServerAccess::Keep::Keychain;
        dialog->setForm(form);
        auto *file = button(*dialog, "Keep in a File");
        QVERIFY(file && !file->isVisible());
        dialog->setProblem(QStringLiteral("no keychain answers here"));
        dialog->offerFile();
        QVERIFY(file->isVisible());
        QTest::mouseClick(file, Qt::LeftButton);
        QVERIFY(!file->isVisible());
        QCOMPARE(dialog->form().servers[0].access.keep, ui::ServerAccess::Keep::File);
        QCOMPARE(dialog->form().servers[0].access.secret, QStringLiteral("s3cret"));
        QVERIFY(desk.connections.profiles().empty()); // saved by whoever has read what it means
        QVERIFY(desk.save(dialog, dialog->form()));
        QCOMPARE(desk.secretOf(QStringLiteral("prod-eu")), std::string("s3cret"));
    }

    void aRenamedConnectionKeepsItsSecretAndARemovedOneTakesItAlong()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        QVERIFY(desk.save(dialog, withPassword(made(QStringLiteral("https://telemetry.example")), QStringLiteral("s3cret"))));
        ConnectionForm form = dialog->form();
        QVERIFY(form.servers[0].access.secret.isEmpty()); // it is kept, not shown
        form.name = QStringLiteral("prod-us");
        form.servers[0].url = QStringLiteral("https://us.example");
        QVERIFY(desk.save(dialog, form));
        QCOMPARE(desk.names(), QStringList{QStringLiteral("prod-us")});
        QCOMPARE(desk.secretOf(QStringLiteral("prod-us")), std::string("s3cret"));
        QVERIFY(!desk.written("secrets.json").contains("prod-eu"));

        QTest::mouseClick(button(*dialog, "Duplicate"), Qt::LeftButton);
        QCOMPARE(dialog->form().name, QStringLiteral("prod-us copy"));
        QVERIFY(desk.save(dialog, dialog->form()));
        QCOMPARE(desk.names().size(), 2);
        QCOMPARE(desk.secretOf(QStringLiteral("prod-us copy")), std::string("s3cret"));

        QTest::mouseClick(button(*dialog, "Remove"), Qt::LeftButton);
        auto *box = dialog->findChild<QMessageBox *>();
        QVERIFY(box);
        for (QAbstractButton *b : box->buttons())
            if (box->buttonRole(b) == QMessageBox::DestructiveRole)
                b->click();
        QTRY_COMPARE(desk.names(), QStringList{QStringLiteral("prod-us")});
        QVERIFY(!desk.written("secrets.json").contains("copy"));
        QCOMPARE(desk.secretOf(QStringLiteral("prod-us")), std::string("s3cret"));
    }

    void whatTheFileSaysComesBackAsItWas()
    {
        Desk desk;
        ConnectionForm form = made(QStringLiteral("https://telemetry.example"));
        form.servers[0].access.tenant = QStringLiteral("shop");
        form.servers[0].access.headers = QStringLiteral("X-Team: shop");
        form.servers[1].access.caFile = QStringLiteral("/etc/own.pem");
        form.servers[1].access.certificateFile = QStringLiteral("/etc/me.pem");
        form.servers[1].access.keyFile = QStringLiteral("/etc/me.key");
        form.servers[1].access.proxy = QStringLiteral("none");
        form.aliases = QStringLiteral("env = stage, tier");
        ConnectionDialog *dialog = desk.dialog();
        QVERIFY(desk.save(dialog, form));
        form.savedAs = form.name;
        QCOMPARE(dialog->form(), form);
        QVERIFY(!dialog->editor().findChild<QCheckBox *>()->isChecked()); // the two are not spoken to alike
        const auto table = sources::withAliases(query::AliasTable(), desk.connections.profiles().front());
        QCOMPARE(table.spellings("env")[1], std::string("stage"));
        QVERIFY(table.spellings("env").size() > query::AliasTable().spellings("env").size());
    }

    void unsavedWorkIsNotThrownAwayUnasked()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        QVERIFY(desk.save(dialog, made(QStringLiteral("https://telemetry.example"))));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!desk.window.findChild<ConnectionDialog *>()); // nothing was edited since
        dialog = desk.dialog(QStringLiteral("prod-eu"));
        dialog->setForm(made(QStringLiteral("https://other.example")));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(dialog->isVisible());
        QVERIFY(dialog->findChild<QMessageBox *>());
    }
};
TRIPTYCH_TEST(TestConnect)
#include "tst_connect.moc"
