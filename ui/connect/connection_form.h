#pragma once
#include <QString>
#include <QStringList>
#include <QVector>

namespace triptych::ui {

/// A connection as a dialog shows it: plain texts, the secret included.
struct ConnectionForm {
    struct Server {
        QString kind; ///< "tempo"; empty: none
        QString url;
        bool operator==(const Server &) const = default;
    };
    enum class SignIn { None, Password, Token, Key };
    enum class Keep { Keychain, File, Environment };
    QString name;
    QVector<Server> servers{3}; ///< of traces, logs, metrics
    SignIn signIn = SignIn::None;
    QString user;   ///< or the key's header
    QString secret; ///< or, of Keep::Environment, the variable's name
    Keep keep = Keep::Keychain;
    QString tenant, caFile;
};

/// The kinds of server that hold traces, logs or metrics: name and title.
struct ServerKind {
    QString name, title;
};

} // namespace triptych::ui
