#include "ui/common/paint_mark.h"

#include "base/process_clock.h"

#include <QLoggingCategory>

namespace triptych::ui {

namespace {
Q_LOGGING_CATEGORY(startLog, "triptych.start", QtWarningMsg)
}

void PaintMark::set()
{
    if (m_set)
        return;
    m_set = true;
    qCDebug(startLog, "%s painted after %lld ms, %lld ms of processor time", m_view, base::sinceProcessStart(), base::processorTime());
}

} // namespace triptych::ui
