#include "app/connections.h"
#include "test_registry.h"
#include "ui/common/flat_button.h"
#include "ui/connect/connection_dialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QtTest>

using namespace triptych;
using ui::ConnectionDialog;
using ui::ConnectionForm;

class TestConnect : public QObject
{
    Q_OBJECT

    static ui::FlatButton *button(QWidget &in, const char *text)
    {
        for (ui::FlatButton *b : in.findChildren<ui::FlatButton *>())
            if (b->text() == QLatin1String(text))
                return b;
        return nullptr;
    }
    static ConnectionForm made(const QString &url)
    {
        ConnectionForm form;
        form.name = QStringLiteral("prod-eu");
        form.servers[0] = {QStringLiteral("zipkin"), url};
        form.servers[1] = {QStringLiteral("loki"), url};
        return form;
    }

private Q_SLOTS:
    void aConnectionIsCompleteWithANameAndAServer()
    {
        ui::Theme theme;
        ConnectionDialog dialog(theme, {{{{QStringLiteral("zipkin"), QStringLiteral("Zipkin")}}, {{QStringLiteral("loki"), QStringLiteral("Loki")}}, {}}});
        auto *test = button(dialog, "Test connection"), *save = button(dialog, "Save and connect");
        QVERIFY(test && save);
        QVERIFY(!test->isEnabled() && !save->isEnabled());
        ConnectionForm form = made(QStringLiteral("http://127.0.0.1:9411"));
        form.name.clear();
        dialog.setForm(form);
        QVERIFY(test->isEnabled() && !save->isEnabled());
        form.name = QStringLiteral("x");
        dialog.setForm(form);
        QVERIFY(save->isEnabled());
        form.servers[0].url = QStringLiteral("127.0.0.1:9411");
        dialog.setForm(form);
        QVERIFY(!save->isEnabled());
        form = made(QStringLiteral("https://zipkin.example"));
        form.signIn = ConnectionForm::SignIn::Token;
        dialog.setForm(form);
        QVERIFY(!save->isEnabled()); // a token is wanted
        form.secret = QStringLiteral("t0ken");
        form.keep = ConnectionForm::Keep::File;
        dialog.setForm(form);
        QVERIFY(save->isEnabled());
        const ConnectionForm back = dialog.form();
        QCOMPARE(back.servers, form.servers);
        QCOMPARE(back.secret, form.secret);
        QVERIFY(back.keep == form.keep && back.signIn == form.signIn);
    }

    void aTestTellsOfEachServer()
    {
        QTemporaryDir folder;
        ui::Theme theme;
        base::JobPool pool;
        app::Connections connections(pool, theme, folder.filePath(QStringLiteral("profiles.json")).toStdString(), sources::Secrets(folder.filePath(QStringLiteral("secrets.json")).toStdString()));
        QWidget window;
        window.show();
        connections.showDialog(&window);
        auto *dialog = window.findChild<ConnectionDialog *>();
        QVERIFY(dialog);
        dialog->setForm(made(QStringLiteral("http://127.0.0.1:1"))); // nothing listens there
        QTest::mouseClick(button(*dialog, "Test connection"), Qt::LeftButton);
        const auto refused = [dialog] {
            int n = 0;
            for (const QLabel *label : dialog->findChildren<QLabel *>())
                n += label->text().contains(QStringLiteral("refused"));
            return n;
        };
        QTRY_COMPARE(refused(), 2);
    }

    void aSavedConnectionIsListedWithoutItsSecretAndForgotten()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("profiles.json"));
        ui::Theme theme;
        base::JobPool pool;
        app::Connections connections(pool, theme, file.toStdString(), sources::Secrets(folder.filePath(QStringLiteral("secrets.json")).toStdString()));
        QSignalSpy opened(&connections, &app::Connections::openRequested), changed(&connections, &app::Connections::changed);
        QWidget window;
        window.show();
        connections.showDialog(&window);
        auto *dialog = window.findChild<ConnectionDialog *>();
        ConnectionForm form = made(QStringLiteral("https://telemetry.example"));
        form.signIn = ConnectionForm::SignIn::Password;
        form.user = QStringLiteral("ann");
        form.secret = QStringLiteral("s3cret");
        form.keep = ConnectionForm::Keep::File;
        dialog->setForm(form);
        QTest::mouseClick(button(*dialog, "Save and connect"), Qt::LeftButton);
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(opened.front().front().toString(), QStringLiteral("prod-eu"));
        QCOMPARE(connections.profiles().size(), std::size_t(1));
        QFile saved(file);
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(!saved.readAll().contains("s3cret"));
        const auto unlocked = connections.secrets().unlocked(connections.profiles().front());
        QVERIFY(unlocked);
        QCOMPARE(unlocked->backends.front().address.endpoint.credentials.secret, std::string("s3cret"));
        connections.forget(QStringLiteral("prod-eu"));
        QTRY_COMPARE(changed.count(), 2);
        QVERIFY(connections.profiles().empty());
        QVERIFY(!connections.secrets().unlocked(*unlocked));
    }
};
TRIPTYCH_TEST(TestConnect)
#include "tst_connect.moc"
