#include "app/cli/png_output.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryFile>

namespace triptych::cli {

namespace {

constexpr int kLookMs = 50; // how often the stop token is looked at

base::Error failed(const std::string &path, const std::string &what)
{
    base::Error error{base::ErrorKind::Unreadable, what, {}, {}, "use --format svg: every browser draws it"};
    error.where.file = path;
    return error;
}

} // namespace

base::Result<void> writePng(std::string_view svg, const std::string &path, std::stop_token stop)
{
    const QString explorer = QDir(QFileInfo(QStringLiteral("/proc/self/exe")).canonicalPath()).filePath(QStringLiteral("triptych"));
    if (!QFileInfo(explorer).isExecutable())
        return failed(path, "no PNG can be drawn: the program triptych is not beside triptych-cli");
    QTemporaryFile picture;
    if (!picture.open() || picture.write(svg.data(), qint64(svg.size())) != qint64(svg.size()) || !picture.flush())
        return failed(path, "no PNG can be drawn: " + picture.errorString().toStdString());
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.start(explorer, {QStringLiteral("--draw-svg"), picture.fileName(), QStringLiteral("--screenshot"), QString::fromStdString(path)});
    while (!process.waitForFinished(kLookMs)) {
        if (process.state() == QProcess::NotRunning)
            break;
        if (stop.stop_requested()) {
            process.kill();
            process.waitForFinished();
            return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
        }
    }
    if (process.error() == QProcess::FailedToStart || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return failed(path, path + " could not be drawn: " + process.readAllStandardError().trimmed().toStdString());
    return {};
}

} // namespace triptych::cli
