#include "ui/shell/time_range_button.h"

#include "telemetry/clock_text.h"
#include "telemetry/human_text.h"
#include "ui/shell/refresher.h"
#include "ui/shell/time_range_dialog.h"

#include <QMenu>

namespace triptych::ui {

using telemetry::clock_text::kMinute;
using telemetry::Nanos;
using telemetry::TimeRange;

namespace {

constexpr Nanos kTimeRangeButtonUsual = 60 * kMinute;

struct Preset {
    const char *text;
    Nanos length;
};
constexpr Preset kPresets[] = {
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last 1 min"), kMinute},
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last 5 min"), 5 * kMinute},
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last 15 min"), 15 * kMinute},
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last hour"), 60 * kMinute},
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last 6 hours"), 360 * kMinute},
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last day"), 1440 * kMinute},
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last 7 days"), 7 * 1440 * kMinute},
    {QT_TRANSLATE_NOOP("triptych::ui::TimeRangeButton", "Last 30 days"), 30 * 1440 * kMinute},
};

QString rangeText(TimeRange range)
{
    const QString from = QString::fromStdString(telemetry::formatDateTime(range.from, 0));
    const QString to = QString::fromStdString(telemetry::formatDateTime(range.to, 0));
    constexpr int kDate = 10, kClock = 11; // "2026-11-21 14:02:31"
    if (from.left(kDate) == to.left(kDate))
        return from.mid(kClock) + QStringLiteral(" – ") + to.mid(kClock);
    return from.mid(5, 11) + QStringLiteral(" – ") + to.mid(5, 11);
}

} // namespace

TimeRangeButton::TimeRangeButton(Context &context, QWidget *parent)
    : FlatButton(context.theme, QString(), Kind::Outlined, parent), m_context(context), m_menu(new QMenu(this))
{
    setIconName(QStringLiteral("clock"));
    setMenu(m_menu);
    setAccessibleName(tr("Time range"));
    connect(m_menu, &QMenu::aboutToShow, this, &TimeRangeButton::fill);
    connect(&context.session, &session::Session::rangeChanged, this, &TimeRangeButton::showRange);
    connect(&context.workspace, &Workspace::sourceChanged, this, &TimeRangeButton::showRange);
    showRange();
}

bool TimeRangeButton::asksServers() const
{
    const auto &source = m_context.workspace.source();
    return source && source->asksServers();
}

QString TimeRangeButton::lastText(Nanos length)
{
    for (const Preset &preset : kPresets)
        if (preset.length == length)
            return tr(preset.text);
    return tr("Last %1").arg(QString::fromStdString(telemetry::formatDuration(length)));
}

void TimeRangeButton::fill()
{
    m_menu->clear();
    const auto range = m_context.session.range();
    const bool servers = asksServers();
    if (!servers) { // these are always asked for some time, and no other
        QAction *all = m_menu->addAction(tr("All time"));
        all->setCheckable(true);
        all->setChecked(!range);
        connect(all, &QAction::triggered, this, [this] { m_context.session.setRange(std::nullopt); });
        m_menu->addSeparator();
    }
    for (const Preset &preset : kPresets) {
        const QString name = tr(preset.text);
        QAction *action = m_menu->addAction(name);
        action->setEnabled(servers || !m_extent.empty());
        action->setCheckable(true);
        action->setChecked(servers ? m_context.session.last() == preset.length : range && range == m_presetRange && m_preset == name);
        connect(action, &QAction::triggered, this, [this, servers, name, length = preset.length] {
            if (servers) {
                m_context.session.setLast(length, Refresher::now());
                return;
            }
            // A half-open range: the newest record itself lies inside.
            m_preset = name;
            m_presetRange = TimeRange{m_extent.to + 1 - length, m_extent.to + 1};
            m_context.session.setRange(m_presetRange);
            showRange();
        });
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("From … to …")), &QAction::triggered, this, &TimeRangeButton::choose);
    if (!m_extent.empty()) {
        m_menu->addSeparator();
        QAction *note = m_menu->addAction(tr("Newest data: %1 UTC")
                                              .arg(QString::fromStdString(telemetry::formatDateTime(m_extent.to, 0))));
        note->setEnabled(false);
    }
}

void TimeRangeButton::choose()
{
    auto *dialog = new TimeRangeDialog(m_context.session.range().value_or(m_extent), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (dialog->last())
            m_context.session.setLast(*dialog->last(), Refresher::now());
        else
            m_context.session.setRange(dialog->range());
    });
    dialog->open();
}

void TimeRangeButton::showRange()
{
    const auto range = m_context.session.range();
    if (!range && asksServers()) {
        m_context.session.setLast(kTimeRangeButtonUsual, Refresher::now()); // "all time" of a server
        return;
    }
    if (const auto last = m_context.session.last())
        setText(lastText(*last));
    else if (!range)
        setText(tr("All time"));
    else if (range == m_presetRange)
        setText(m_preset);
    else
        setText(rangeText(*range));
    updateGeometry();
}

} // namespace triptych::ui
