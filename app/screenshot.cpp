#include "app/screenshot.h"

#include "app/svg_picture.h"
#include "base/process_clock.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QPixmap>
#include <cstdio>

namespace triptych::app {

namespace {
constexpr int kEveryMs = 10, kQuietLooks = 40; // longer together than any view waits before it asks
Q_LOGGING_CATEGORY(startLog, "triptych.start", QtWarningMsg)
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
        qCDebug(startLog, "all drawn after %lld ms, %lld ms of processor time", base::sinceProcessStart(), base::processorTime());
    if (m_quiet < kQuietLooks)
        return;
    m_timer.stop();
    if (!m_composition.window().grab().save(m_file, "PNG")) {
        std::fprintf(stderr, "triptych: %s could not be written\n", qPrintable(m_file));
        QCoreApplication::exit(kPictureFailed);
        return;
    }
    if (const auto &failure = m_composition.failure()) {
        std::fprintf(stderr, "triptych: %s\n", failure->text().c_str());
        QCoreApplication::exit(kPictureFailed);
        return;
    }
    QCoreApplication::exit(0);
}

} // namespace triptych::app
