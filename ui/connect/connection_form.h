#pragma once
#include <QString>
#include <QStringList>
#include <QVector>

namespace triptych::ui {

/// How a server is spoken to, as a dialog shows it: plain texts, a typed secret included.
struct ServerAccess {
    enum class SignIn { None, Password, Token, Key };
    enum class Keep { Keychain, File, Environment };
    SignIn signIn = SignIn::None;
    QString user;   ///< or the key's header
    QString secret; ///< what was typed; or, of Keep::Environment, the variable's name
    Keep keep = Keep::Keychain;
    QString keptAs; ///< under which name a secret is kept already: an empty one is left as it is
    Keep keptIn = Keep::Keychain;
    QString tenant, tenantHeader;
    QString headers; ///< a line each: "Name: value"
    QString caFile, certificateFile, keyFile, proxy;
    QString keyPassword; ///< as `secret`, kept in the same place
    QString keyKeptAs;
    Keep keyKeptIn = Keep::Keychain;
    bool operator==(const ServerAccess &) const = default;
    /// Whether two servers are spoken to alike, wherever their secrets are kept.
    bool like(ServerAccess other) const
    {
        other.keptAs = keptAs;
        other.keptIn = keptIn;
        other.keyKeptAs = keyKeptAs;
        other.keyKeptIn = keyKeptIn;
        return *this == other;
    }
};

/// A connection as a dialog shows it.
struct ConnectionForm {
    static constexpr int kServers = 3; ///< of traces, logs, metrics
    struct Server {
        QString kind; ///< "tempo"; empty: none
        QString url;
        ServerAccess access;
        bool operator==(const Server &) const = default;
    };
    QString name;
    QString savedAs; ///< the name under which it was saved; empty: it is new
    QVector<Server> servers{kServers};
    QString aliases; ///< a line each: "env = stage, tier"
    /// How log lines are found for a span.
    struct Correlation {
        QString logs;                  ///< kind of the server that is asked for them; empty: all
        QString traceField, spanField; ///< empty: the usual ones
        int slackSeconds = 600;        ///< how far off a line's time may be
        bool operator==(const Correlation &) const = default;
    };
    Correlation correlation;
    bool operator==(const ConnectionForm &) const = default;
};

/// A kind of server that holds traces, logs or metrics: name and title.
struct ServerKind {
    QString name, title;
};

/// What is wrong with header lines or alias lines; empty: nothing.
QString headersFault(const QString &lines);
QString aliasesFault(const QString &lines);

} // namespace triptych::ui
