#pragma once
#include "app/connections.h"
#include "ui/common/flat_button.h"
#include "ui/connect/connection_dialog.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace triptych::tests {

using ui::ConnectionDialog;
using ui::ConnectionForm;
using ui::ServerAccess;

inline ui::FlatButton *button(QWidget &in, const char *text)
{
    for (ui::FlatButton *b : in.findChildren<ui::FlatButton *>())
        if (b->text() == QLatin1String(text))
            return b;
    return nullptr;
}

inline ConnectionForm made(const QString &url, const QString &name = QStringLiteral("prod-eu"))
{
    ConnectionForm form;
    form.name = name;
    form.servers[0].kind = QStringLiteral("zipkin");
    form.servers[1].kind = QStringLiteral("loki");
    form.servers[0].url = form.servers[1].url = url;
    return form;
}

inline ConnectionForm withPassword(ConnectionForm form, const QString &secret)
{
    for (auto &server : form.servers) {
        server.access.signIn = ServerAccess::SignIn::Password;
        server.access.user = QStringLiteral("ann");
        server.access.secret = secret;
        server.access.keep = ServerAccess::Keep::File;
    }
    return form;
}

/// Connections in a folder of their own, with their dialog.
struct Desk {
    QTemporaryDir folder;
    ui::Theme theme;
    base::JobPool pool{2};
    QString file = folder.filePath(QStringLiteral("profiles.json"));
    app::Connections connections{pool, theme, file.toStdString(), sources::Secrets(folder.filePath(QStringLiteral("secrets.json")).toStdString())};
    QWidget window;
    QSignalSpy opened{&connections, &app::Connections::openRequested}, changed{&connections, &app::Connections::changed};

    ConnectionDialog *dialog(const QString &current = {})
    {
        window.show();
        connections.showDialog(&window, current);
        return window.findChild<ConnectionDialog *>();
    }
    bool save(ConnectionDialog *dialog, const ConnectionForm &form)
    {
        const auto before = changed.count();
        dialog->setForm(form);
        QTest::mouseClick(button(*dialog, "Save"), Qt::LeftButton);
        return QTest::qWaitFor([&] { return changed.count() > before; });
    }
    QStringList names()
    {
        QStringList out;
        for (const auto &profile : connections.profiles())
            out.append(QString::fromStdString(profile.name));
        return out;
    }
    std::string secretOf(const QString &name)
    {
        const auto unlocked = connections.secrets().unlocked(*connections.find(name));
        return unlocked ? unlocked->backends.front().address.endpoint.credentials.secret : unlocked.error().what;
    }
    QByteArray written(const char *name)
    {
        QFile saved(folder.filePath(QLatin1String(name)));
        return saved.open(QIODevice::ReadOnly) ? saved.readAll() : QByteArray();
    }
};

} // namespace triptych::tests
