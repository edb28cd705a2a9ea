#include "ui/common/named_layouts.h"

#include <QCoreApplication>

namespace triptych::ui {

const QVector<NamedLayout> &namedLayouts()
{
    using session::Page;
    const auto title = [](const char *text) { return QCoreApplication::translate("layouts", text); };
    static const QString kTraces = QStringLiteral("traces"), kTrace = QStringLiteral("trace"), kLogs = QStringLiteral("logs");
    // Clones stand under the original: its flame graph is overview enough.
    static const QString kClone = QStringLiteral("traceClone");
    static const QVector<NamedLayout> kLayouts{
        {QStringLiteral("triage"), title(QT_TRANSLATE_NOOP("layouts", "Triage")), Page::Traces, {{kClone, {QStringLiteral("flame")}}}},
        {QStringLiteral("trace"), title(QT_TRANSLATE_NOOP("layouts", "Trace")), Page::Trace,
         {{kTraces, {QStringLiteral("latency")}}, {kTrace, {QStringLiteral("logs")}}, {kClone, {QStringLiteral("flame"), QStringLiteral("logs")}}}},
        {QStringLiteral("logs"), title(QT_TRANSLATE_NOOP("layouts", "Logs")), Page::Logs,
         {{kTrace, {QStringLiteral("flame"), QStringLiteral("details")}}, {kClone, {QStringLiteral("flame"), QStringLiteral("details")}}, {kTraces, {QStringLiteral("latency")}}}},
        {QStringLiteral("compare"), title(QT_TRANSLATE_NOOP("layouts", "Compare")), Page::Compare,
         {{kTraces, {QStringLiteral("facets")}}, {kTrace, {QStringLiteral("details"), QStringLiteral("logs")}}, {kClone, {QStringLiteral("flame"), QStringLiteral("details"), QStringLiteral("logs")}}}},
    };
    return kLayouts;
}

QStringList hiddenAtFirst(const QString &layout, const QString &page)
{
    for (const NamedLayout &named : namedLayouts())
        for (const auto &[of, panes] : named.hidden)
            if (named.id == layout && of == page)
                return panes;
    return {};
}

} // namespace triptych::ui
