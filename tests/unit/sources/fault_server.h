#pragma once
#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QTcpServer>
#include <QThread>

#include <functional>
#include <mutex>

/// A request as the fault server read it. Header names in lower case.
struct FaultRequest {
    QByteArray method, target, body;
    QHash<QByteArray, QByteArray> headers;
};

/// What it does with a request: bytes as they go out, then a close, or silence.
struct FaultAnswer {
    QByteArray bytes;
    enum class Then { KeepAlive, Close, Hang } then = Then::KeepAlive;
    int delayMs = 0;
    qint64 padding = 0; ///< so many more bytes of `x`, made as the socket takes them

    static FaultAnswer of(int status, const QByteArray &body, const QByteArray &type = "application/json", const QByteArray &headers = {});
};

/// A server that misbehaves as told, on loopback, in a thread of its own; with TLS where a certificate is given.
class FaultServer
{
public:
    using Handler = std::function<FaultAnswer(const FaultRequest &)>;
    explicit FaultServer(Handler handler, const QString &certificate = {}, const QString &key = {}, const QString &wantsClientsOf = {});
    ~FaultServer();

    QString url(const QString &host = QStringLiteral("127.0.0.1")) const;
    QList<FaultRequest> requests() const;
    int connections() const;

private:
    void serve(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const FaultRequest &request);
    QThread m_thread;
    QObject *m_context = nullptr;
    QTcpServer *m_server = nullptr;
    Handler m_handler;
    bool m_tls = false;
    quint16 m_port = 0;
    mutable std::mutex m_mutex;
    QList<FaultRequest> m_requests;
    int m_connections = 0;
};
