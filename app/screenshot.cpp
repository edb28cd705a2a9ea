#include "app/screenshot.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QPixmap>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace triptych::app {

namespace {
constexpr int kEveryMs = 10, kQuietLooks = 40; // longer together than any view waits before it asks
constexpr int kFailed = 3;
Q_LOGGING_CATEGORY(startLog, "triptych.start", QtWarningMsg)

/// Milliseconds since this process was started, loading included; -1 where the system does not tell (proc(5), field 22
/// of stat, in ticks since boot).
long long sinceProcessStart()
{
    std::ifstream file("/proc/self/stat");
    std::string text;
    std::getline(file, text);
    const auto name = text.rfind(')');
    if (name == std::string::npos)
        return -1;
    std::istringstream fields(text.substr(name + 1));
    std::string field;
    for (int i = 3; i <= 22; ++i)
        fields >> field;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1'000'000 - std::atoll(field.c_str()) * 1000 / sysconf(_SC_CLK_TCK);
}
}

Screenshot::Screenshot(Composition &composition, const QString &file, QObject *parent)
    : QObject(parent), m_composition(composition), m_file(file)
{
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
    m_timer.start(kEveryMs);
}

void Screenshot::look()
{
    const bool quiet = m_composition.settled() && !m_composition.workspace().busy().busy();
    m_quiet = quiet ? m_quiet + 1 : 0;
    if (m_quiet == 1)
        qCDebug(startLog, "drawn after %lld ms", sinceProcessStart());
    if (m_quiet < kQuietLooks)
        return;
    m_timer.stop();
    if (!m_composition.window().grab().save(m_file, "PNG")) {
        std::fprintf(stderr, "triptych: %s could not be written\n", qPrintable(m_file));
        QCoreApplication::exit(kFailed);
        return;
    }
    if (const auto &failure = m_composition.failure()) {
        std::fprintf(stderr, "triptych: %s\n", failure->text().c_str());
        QCoreApplication::exit(kFailed);
        return;
    }
    QCoreApplication::exit(0);
}

} // namespace triptych::app
