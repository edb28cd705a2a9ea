#include "fault_server.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTimer>

FaultAnswer FaultAnswer::of(int status, const QByteArray &body, const QByteArray &type, const QByteArray &headers)
{
    FaultAnswer answer;
    answer.bytes = "HTTP/1.1 " + QByteArray::number(status) + " x\r\nContent-Type: " + type + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body;
    return answer;
}

FaultServer::FaultServer(Handler handler, const QString &certificate, const QString &key, const QString &wantsClientsOf) : m_handler(std::move(handler)), m_tls(!certificate.isEmpty())
{
    m_context = new QObject;
    m_context->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_context,
        [&] {
            if (m_tls) {
                auto *server = new QSslServer;
                QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
                tls.setLocalCertificate(QSslCertificate::fromPath(certificate).value(0));
                QFile file(key);
                if (file.open(QIODevice::ReadOnly))
                    tls.setPrivateKey(QSslKey(file.readAll(), QSsl::Ec));
                if (!wantsClientsOf.isEmpty()) {
                    tls.setCaCertificates(QSslCertificate::fromPath(wantsClientsOf));
                    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
                }
                server->setSslConfiguration(tls);
                m_server = server;
            } else {
                m_server = new QTcpServer;
            }
            QObject::connect(m_server, &QTcpServer::pendingConnectionAvailable, m_server, [this] {
                while (QTcpSocket *socket = m_server->nextPendingConnection())
                    serve(socket);
            });
            m_server->listen(QHostAddress::LocalHost);
            m_port = m_server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

FaultServer::~FaultServer()
{
    QMetaObject::invokeMethod(m_context, [this] { delete m_server; }, Qt::BlockingQueuedConnection);
    m_context->deleteLater();
    m_thread.quit();
    m_thread.wait();
}

QString FaultServer::url(const QString &host) const
{
    return (m_tls ? QStringLiteral("https://") : QStringLiteral("http://")) + host + u':' + QString::number(m_port);
}

QList<FaultRequest> FaultServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

int FaultServer::connections() const
{
    const std::lock_guard lock(m_mutex);
    return m_connections;
}

void FaultServer::serve(QTcpSocket *socket)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_connections;
    }
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    const auto read = [this, socket] {
        for (;;) {
            const QByteArray all = socket->peek(1 << 24);
            const qsizetype head = all.indexOf("\r\n\r\n");
            if (head < 0)
                return;
            FaultRequest request;
            const QList<QByteArray> lines = all.left(head).split('\n');
            const QList<QByteArray> first = lines.front().trimmed().split(' ');
            request.method = first.value(0);
            request.target = first.value(1);
            for (const QByteArray &line : lines.mid(1)) {
                const qsizetype colon = line.indexOf(':');
                request.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
            }
            const qsizetype length = request.headers.value("content-length").toLongLong();
            if (all.size() < head + 4 + length)
                return;
            request.body = all.mid(head + 4, length);
            socket->read(head + 4 + length);
            {
                const std::lock_guard lock(m_mutex);
                m_requests.append(request);
            }
            answer(socket, request);
        }
    };
    QObject::connect(socket, &QTcpSocket::readyRead, socket, read);
    read();
}

void FaultServer::answer(QTcpSocket *socket, const FaultRequest &request)
{
    const FaultAnswer what = m_handler(request);
    const auto send = [socket, what] {
        socket->write(what.bytes);
        if (what.padding > 0) {
            auto left = std::make_shared<qint64>(what.padding);
            const auto more = [socket, left] {
                while (*left > 0 && socket->bytesToWrite() < (1 << 20)) {
                    const qint64 n = std::min<qint64>(*left, 1 << 18);
                    socket->write(QByteArray(n, 'x'));
                    *left -= n;
                }
            };
            QObject::connect(socket, &QTcpSocket::bytesWritten, socket, more);
            more();
        }
        if (what.then == FaultAnswer::Then::Close)
            socket->disconnectFromHost();
    };
    if (what.delayMs > 0)
        QTimer::singleShot(what.delayMs, socket, send);
    else
        send();
}
