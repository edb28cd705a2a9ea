#include "connect_fixture.h"
#include "test_registry.h"

#include <QLabel>
#include <QListWidget>
#include <QMessageBox>

using namespace triptych;
using namespace triptych::tests;

namespace {

QStringList listed(ConnectionDialog &dialog)
{
    QStringList out;
    const auto *list = dialog.findChild<QListWidget *>();
    for (int i = 0; i < list->count(); ++i)
        out.append(list->item(i)->text());
    return out;
}

void choose(ConnectionDialog &dialog, int row)
{
    dialog.findChild<QListWidget *>()->setCurrentRow(row);
}

ConnectionForm withVariable(ConnectionForm form, const QString &variable)
{
    for (auto &server : form.servers) {
        server.access.signIn = ServerAccess::SignIn::Token;
        server.access.keep = ServerAccess::Keep::Environment;
        server.access.secret = variable;
    }
    return form;
}

} // namespace

class ConnectUnsavedTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void savingOneKeepsWhatIsEditedAndBegunInOthers()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        QVERIFY(desk.save(dialog, made(QStringLiteral("https://eu.example"), QStringLiteral("eu"))));
        QTest::mouseClick(button(*dialog, "New"), Qt::LeftButton);
        QVERIFY(desk.save(dialog, made(QStringLiteral("https://us.example"), QStringLiteral("us"))));
        choose(*dialog, 0);
        ConnectionForm edited = dialog->form();
        edited.servers[0].url = QStringLiteral("https://other.example");
        dialog->setForm(edited);
        dialog->findChild<QListWidget *>()->item(0)->setCheckState(Qt::Checked);
        QTest::mouseClick(button(*dialog, "New"), Qt::LeftButton);
        dialog->setForm(made(QStringLiteral("https://ap.example"), QStringLiteral("ap")));
        choose(*dialog, 1);
        ConnectionForm saved = dialog->form();
        saved.aliases = QStringLiteral("env = stage");
        QVERIFY(desk.save(dialog, saved));

        QCOMPARE(listed(*dialog), (QStringList{QStringLiteral("eu"), QStringLiteral("us"), QStringLiteral("ap")}));
        QCOMPARE(dialog->form().name, QStringLiteral("us"));
        QCOMPARE(dialog->form().aliases, QStringLiteral("env = stage"));
        QCOMPARE(dialog->findChild<QListWidget *>()->item(0)->checkState(), Qt::Checked);
        choose(*dialog, 0);
        QCOMPARE(dialog->form(), edited);
        choose(*dialog, 2);
        QCOMPARE(dialog->form().servers[0].url, QStringLiteral("https://ap.example"));
        QCOMPARE(desk.names(), (QStringList{QStringLiteral("eu"), QStringLiteral("us")}));
        // Each can be saved still, as what it was.
        QVERIFY(desk.save(dialog, dialog->form()));
        choose(*dialog, 0);
        QVERIFY(desk.save(dialog, dialog->form()));
        QCOMPARE(desk.names(), (QStringList{QStringLiteral("eu"), QStringLiteral("us"), QStringLiteral("ap")}));
        QCOMPARE(QString::fromStdString(desk.connections.find(QStringLiteral("eu"))->backends.front().address.endpoint.url), QStringLiteral("https://other.example"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!desk.window.findChild<ConnectionDialog *>()); // nothing is unsaved any more
    }

    void whatOthersBringKeepsWhatIsBegun()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        dialog->setForm(made(QStringLiteral("https://ap.example"), QStringLiteral("ap")));
        ConnectionForm imported = made(QStringLiteral("https://grafana.example"), QStringLiteral("imported"));
        imported.savedAs = imported.name;
        dialog->setConnections({imported}, QStringLiteral("imported"));
        QCOMPARE(listed(*dialog), (QStringList{QStringLiteral("imported"), QStringLiteral("ap")}));
        QCOMPARE(dialog->form().name, QStringLiteral("imported"));
        choose(*dialog, 1);
        QCOMPARE(dialog->form().servers[0].url, QStringLiteral("https://ap.example"));
    }

    void connectingAsksBeforeEditsOfOthersAreLost()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        QVERIFY(desk.save(dialog, made(QStringLiteral("https://eu.example"), QStringLiteral("eu"))));
        QTest::mouseClick(button(*dialog, "New"), Qt::LeftButton);
        dialog->setForm(made(QStringLiteral("https://ap.example"), QStringLiteral("ap")));
        choose(*dialog, 0);
        QTest::mouseClick(button(*dialog, "Connect"), Qt::LeftButton);
        auto *box = dialog->findChild<QMessageBox *>();
        QVERIFY(box && box->text().contains(QStringLiteral("ap")));
        QCOMPARE(desk.opened.count(), 0);
        for (QAbstractButton *b : box->buttons())
            if (box->buttonRole(b) == QMessageBox::DestructiveRole)
                b->click();
        QTRY_COMPARE(desk.opened.count(), 1);
    }

    void aSecretInAVariableIsSavedByItsNameAndReadWhereItIsUsed()
    {
        qunsetenv("TRIPTYCH_TEST_UNSET");
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        const ConnectionForm form = withVariable(made(QStringLiteral("http://127.0.0.1:1")), QStringLiteral("TRIPTYCH_TEST_UNSET"));
        QVERIFY(desk.save(dialog, form));
        QCOMPARE(desk.names(), QStringList{QStringLiteral("prod-eu")});
        QVERIFY(desk.written("profiles.json").contains("TRIPTYCH_TEST_UNSET"));
        QTest::mouseClick(button(*dialog, "Test connection"), Qt::LeftButton);
        QTRY_VERIFY([&] {
            for (const QLabel *label : dialog->editor().findChildren<QLabel *>())
                if (label->text().startsWith(QStringLiteral("The environment variable TRIPTYCH_TEST_UNSET is not set")))
                    return true;
            return false;
        }());
        QVERIFY(!desk.connections.secrets().unlocked(desk.connections.profiles().front()).ok());
    }

    void aFaultThatAllSourcesShareNamesNoneOfThem()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        dialog->setForm(withPassword(made(QStringLiteral("https://telemetry.example")), {}));
        QCOMPARE(dialog->editor().fault(), QStringLiteral("The secret is missing"));
        ConnectionForm apart = withPassword(made(QStringLiteral("https://telemetry.example")), {});
        apart.servers[0].access.secret = QStringLiteral("s3cret");
        dialog->setForm(apart);
        QCOMPARE(dialog->editor().fault(), QStringLiteral("Logs: The secret is missing"));
    }

    void aProblemHasAShapeBesideItsColour()
    {
        Desk desk;
        ConnectionDialog *dialog = desk.dialog();
        const auto icon = [&] {
            for (const QLabel *label : dialog->findChildren<QLabel *>())
                if (label->accessibleName() == QStringLiteral("problem"))
                    return label->isVisible() && !label->pixmap().isNull();
            return false;
        };
        QVERIFY(!icon());
        dialog->setProblem(QStringLiteral("the keychain is locked"));
        QVERIFY(icon());
        dialog->setNotice(QStringLiteral("saved"));
        QVERIFY(!icon());
    }
};
TRIPTYCH_TEST(ConnectUnsavedTest)
#include "tst_connect_unsaved.moc"
