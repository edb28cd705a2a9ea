#include "app/logging.h"

#include <QDir>
#include <QStandardPaths>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace triptych::app {

namespace {

void fromQt(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    const std::string text = message.toStdString();
    switch (type) {
    case QtDebugMsg:
        spdlog::debug("{}", text);
        break;
    case QtInfoMsg:
        spdlog::info("{}", text);
        break;
    case QtWarningMsg:
        spdlog::warn("{}", text);
        break;
    default:
        spdlog::error("{}", text);
    }
}

} // namespace

QString logFile()
{
    const QString state = qEnvironmentVariable("XDG_STATE_HOME", QDir::homePath() + QStringLiteral("/.local/state"));
    return state + QStringLiteral("/triptych/triptych.log");
}

void startLogging()
{
    constexpr std::size_t kMostBytes = 4u << 20, kFiles = 3;
    try {
        std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_sink_mt>()};
        sinks.front()->set_level(spdlog::level::warn);
        if (QDir().mkpath(QFileInfo(logFile()).path()))
            sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(logFile().toStdString(), kMostBytes, kFiles));
        auto logger = std::make_shared<spdlog::logger>("triptych", sinks.begin(), sinks.end());
        logger->set_level(spdlog::level::debug); // what a logging category lets through is wanted
        logger->flush_on(spdlog::level::warn);
        spdlog::set_default_logger(std::move(logger));
    } catch (const spdlog::spdlog_ex &) {
        return; // a full disk or a read-only home is no reason not to start
    }
    qInstallMessageHandler(fromQt);
    spdlog::info("Triptych {}", TRIPTYCH_VERSION);
}

} // namespace triptych::app
