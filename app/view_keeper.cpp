#include "app/view_keeper.h"

#include "session/marks.h"
#include "session/time_window.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <algorithm>

namespace triptych::app {

namespace {
constexpr int kSoonMs = 800;
constexpr int kMostKept = 300; // documents; a few KB each

bool writeFile(const QString &file, const std::string &json)
{
    const QDir folder = QFileInfo(file).dir();
    QDir().mkpath(folder.path());
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(json.data(), static_cast<qint64>(json.size())) < 0 || !out.commit())
        return false;
    const QFileInfoList all = folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time);
    for (const QFileInfo &old : all.mid(kMostKept))
        QFile::remove(old.filePath());
    return true;
}
} // namespace

ViewKeeper::ViewKeeper(session::Session &session, base::JobPool &pool, QString folder)
    : m_session(session), m_writing(pool), m_folder(std::move(folder))
{
    m_due.setSingleShot(true);
    m_due.setInterval(kSoonMs);
    connect(&m_due, &QTimer::timeout, this, &ViewKeeper::write);
    const auto changed = [this] {
        if (!m_file.isEmpty())
            m_due.start();
    };
    using session::Session;
    for (const auto signal : {&Session::selectionChanged, &Session::pageChanged, &Session::traceChanged, &Session::spanChanged,
                              &Session::logChanged, &Session::comparisonChanged})
        connect(&session, signal, this, changed);
    connect(&session.marks(), &session::Marks::changed, this, changed);
    connect(&session.window(), &session::TimeWindow::changed, this, changed);
    connect(&session.window(), &session::TimeWindow::changed, this, &ViewKeeper::takeWindow);
}

ViewKeeper::~ViewKeeper()
{
    if (!m_file.isEmpty() && (m_due.isActive() || m_writing.running()))
        writeFile(m_file, viewToJson(viewOf(m_session)));
}

QString ViewKeeper::fileFor(const QString &folder, const std::vector<std::pair<std::string, std::string>> &content)
{
    if (content.empty())
        return {};
    std::vector<std::string> hashes;
    for (const auto &[hash, path] : content)
        hashes.push_back(hash);
    std::sort(hashes.begin(), hashes.end());
    QCryptographicHash whole(QCryptographicHash::Sha256);
    for (const std::string &hash : hashes)
        whole.addData(QByteArray::fromStdString(hash + '\n'));
    return folder + u'/' + QString::fromLatin1(whole.result().toHex().left(32)) + QStringLiteral(".json");
}

std::optional<session::ViewState> ViewKeeper::read(const QString &file)
{
    QFile in(file);
    if (file.isEmpty() || !in.open(QIODevice::ReadOnly))
        return std::nullopt;
    auto view = session::viewFromJson(in.readAll().toStdString());
    if (view)
        return std::move(*view);
    qWarning("%s: %s", qPrintable(file), view.error().what.c_str());
    return std::nullopt;
}

void ViewKeeper::show(const session::ViewState &view)
{
    m_extent = view.extent;
    m_window = view.window;
    showView(m_session, view);
    takeWindow();
}

void ViewKeeper::takeWindow()
{
    if (m_window.empty() || m_session.window().extent() != m_extent)
        return;
    const auto window = std::exchange(m_window, {});
    m_session.window().setWindow(window);
}

void ViewKeeper::keep(const QString &file)
{
    if (m_due.isActive())
        write();
    m_window = {};
    m_file = file;
}

void ViewKeeper::write()
{
    m_due.stop();
    if (m_writing.running()) { // an older view must not come after this one
        m_due.start();
        return;
    }
    m_writing.start([file = m_file, json = viewToJson(viewOf(m_session))](std::stop_token) { return writeFile(file, json); },
                    [file = m_file](bool written) {
                        if (!written)
                            qWarning("%s could not be written", qPrintable(file));
                    });
}

} // namespace triptych::app
