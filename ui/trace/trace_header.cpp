#include "ui/trace/trace_header.h"

#include "items/cell_text.h"
#include "ui/common/chip.h"
#include "ui/common/flat_button.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kTraceHeaderHeight = 66, kTraceHeaderLeft = 17, kTraceHeaderTop = 14;
constexpr int kTraceHeaderTitleMiddle = 23, kIdMiddle = 46;
constexpr int kTraceHeaderSwatch = 12, kTraceHeaderSwatchGap = 6, kTitleGap = 5;

QString startText(Nanos time)
{
    const auto utc = QDateTime::fromMSecsSinceEpoch(time / 1'000'000, Qt::UTC);
    return utc.toString(QStringLiteral("yyyy-MM-dd hh:mm:ss.zzz")) + QStringLiteral(" UTC");
}
} // namespace

TraceHeader::TraceHeader(TraceState &state, QWidget *parent) : QWidget(parent), m_state(state)
{
    Theme &theme = state.context().theme;
    setFixedHeight(kTraceHeaderHeight);
    setMouseTracking(true);
    m_duration = new Chip(theme, {}, Chip::Tone::Neutral, this);
    m_spans = new Chip(theme, {}, Chip::Tone::Neutral, this);
    m_services = new Chip(theme, {}, Chip::Tone::Neutral, this);
    m_errors = new Chip(theme, {}, Chip::Tone::Error, this);
    m_errors->setIconName(QStringLiteral("warning"));
    m_warnings = FlatButton::iconOnly(theme, QStringLiteral("info"), tr("What is unusual about this trace"), this);
    m_critical = new FlatButton(theme, tr("Critical path"), FlatButton::Kind::Plain, this);
    m_critical->setCheckable(true);
    m_critical->setChecked(true);
    auto *find = FlatButton::iconOnly(theme, QStringLiteral("search"), tr("Find in this trace (Ctrl+F)"), this, FlatButton::Kind::Outlined);
    auto *take = FlatButton::iconOnly(theme, QStringLiteral("download"), tr("Export (Ctrl+E data, Ctrl+Shift+E picture)"), this, FlatButton::Kind::Outlined);
    m_rows = FlatButton::iconOnly(theme, QStringLiteral("eye"), tr("Collapse, expand, show only"), this, FlatButton::Kind::Outlined);
    m_stacked = new FlatButton(theme, {}, FlatButton::Kind::Soft, this);
    m_stacked->setToolTip(tr("Takes the linked traces from under this one"));
    m_stacked->hide();
    connect(m_stacked, &QPushButton::clicked, this, &TraceHeader::unstackRequested);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kTraceHeaderLeft, kTraceHeaderTop, metrics::kMargin, kTraceHeaderHeight - kTraceHeaderTop - metrics::kButton);
    layout->setSpacing(metrics::kPadding);
    layout->addStretch();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_stacked, m_duration, m_spans, m_services, m_errors, m_warnings, m_critical, m_rows, find, take})
        layout->addWidget(widget, 0, Qt::AlignVCenter);
    connect(m_critical, &QPushButton::toggled, this, [this](bool on) { m_state.setCriticalShown(on); });
    connect(&state, &TraceState::overlayChanged, this, [this] { m_critical->setChecked(m_state.criticalShown()); });
    connect(find, &QPushButton::clicked, this, &TraceHeader::findRequested);
    const auto below = [](const QWidget *button) { return button->mapToGlobal(QPoint(0, button->height())); };
    connect(take, &QPushButton::clicked, this, [this, take, below] { Q_EMIT exportMenuRequested(below(take)); });
    connect(m_rows, &QPushButton::clicked, this, [this, below] { Q_EMIT rowsMenuRequested(below(m_rows)); });
    connect(&state, &TraceState::rowsChanged, this, &TraceHeader::fill);
    connect(m_warnings, &QPushButton::clicked, this, [this] {
        if (!m_state.document())
            return;
        QMenu menu(this);
        for (const std::string &warning : m_state.document()->table->warnings())
            menu.addAction(items::textOf(warning).replace(u'&', QStringLiteral("&&")))->setEnabled(false);
        for (const auto &origin : m_state.document()->origins)
            menu.addAction(tr("%1 spans from %2").arg(items::countText(origin.spans), items::textOf(origin.path)).replace(u'&', QStringLiteral("&&")))
                ->setEnabled(false);
        menu.addSeparator();
        auto *adjust = menu.addAction(tr("Adjust clock skew"));
        adjust->setCheckable(true);
        adjust->setChecked(m_state.document()->skew == analysis::Skew::Adjust);
        connect(adjust, &QAction::toggled, this, &TraceHeader::skewToggled);
        menu.addAction(tr("Clocks: offsets and their evidence"), this, &TraceHeader::clocksRequested);
        menu.exec(m_warnings->mapToGlobal(QPoint(0, m_warnings->height())));
    });
    connect(&state, &TraceState::documentChanged, this, &TraceHeader::fill);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    fill();
}

QSize TraceHeader::sizeHint() const
{
    return {480, kTraceHeaderHeight};
}

void TraceHeader::fill()
{
    if (const auto &document = m_state.document()) {
        const auto &summary = document->summary;
        m_service = items::textOf(summary.rootService);
        m_name = items::textOf(summary.rootName);
        m_id = QString::fromStdString(hex(document->columns().trace));
        // As it is drawn, which clocks set right may have changed.
        const TimeRange drawn = document->table->extent();
        m_when = startText(drawn.from);
        m_duration->setText(items::durationText(drawn.length()));
        const bool moved = document->stacked.empty() && (drawn.from != summary.start || drawn.length() != summary.duration);
        m_duration->setToolTip(moved ? tr("As recorded, before clocks were set right: %1 from %2").arg(items::durationText(summary.duration), startText(summary.start)) : QString());
        const std::uint32_t recorded = document->recordedCount();
        const bool hides = !m_state.rows().isNull() && m_state.rows().hidesSome();
        const std::uint32_t shown = hides ? std::min(recorded, m_state.rows().shownSpans()) : recorded;
        m_spans->setText(tr("%1 of %2 spans").arg(items::countText(shown), items::countText(recorded)));
        m_rows->setBadge(hides);
        m_services->setText(summary.services == 1 ? tr("1 service") : tr("%1 services").arg(items::countText(summary.services)));
        m_errors->setText(summary.errors == 1 ? tr("1 error") : tr("%1 errors").arg(items::countText(summary.errors)));
        m_errors->setVisible(summary.errors > 0);
        const auto stacked = document->stacked.size();
        m_stacked->setVisible(stacked > 0);
        m_stacked->setText((stacked == 1 ? tr("1 linked trace below") : tr("%1 linked traces below").arg(stacked)) + QStringLiteral("  ×"));
        const auto &warnings = document->table->warnings();
        m_warnings->setVisible(!warnings.empty() || !document->origins.empty() || document->skew == analysis::Skew::Keep);
        QStringList texts;
        for (const std::string &warning : warnings)
            texts.append(items::textOf(warning));
        m_warnings->setToolTip(items::plainToolTip(texts.join(u'\n')));
    }
    setAccessibleName(QStringList{m_service, m_name, m_id, m_when}.join(u' '));
    fit();
}

int TraceHeader::textRight() const
{
    return (m_stacked->isHidden() ? static_cast<const QWidget *>(m_duration) : m_stacked)->x() - metrics::kMargin;
}

QRect TraceHeader::idRect() const
{
    const QFontMetrics fm(m_state.context().theme.monoSmall());
    return {kTraceHeaderLeft, kIdMiddle - 10, fm.horizontalAdvance(m_id), 20};
}

void TraceHeader::paintEvent(QPaintEvent *)
{
    const Theme &theme = m_state.context().theme;
    QPainter painter(this);
    painter.fillRect(rect(), theme.color(Role::Surface));
    painter.fillRect(0, height() - 1, width(), 1, theme.color(Role::Line));
    painter.fillRect(kTraceHeaderLeft, kTraceHeaderTitleMiddle - kTraceHeaderSwatch / 2, kTraceHeaderSwatch, kTraceHeaderSwatch, theme.service(m_service));
    int x = kTraceHeaderLeft + kTraceHeaderSwatch + kTraceHeaderSwatchGap;
    const int right = textRight();
    QFont plain = theme.title();
    plain.setWeight(QFont::Normal);
    const auto write = [&](const QFont &font, Role role, int middle, const QString &text, int limit) {
        const QFontMetrics fm(font);
        const QString shown = fm.elidedText(text, Qt::ElideMiddle, std::max(0, limit - x));
        painter.setFont(font);
        painter.setPen(theme.color(role));
        painter.drawText(QRect(x, middle - 14, std::max(0, limit - x), 28), Qt::AlignVCenter | Qt::AlignLeft, shown);
        x += fm.horizontalAdvance(shown);
    };
    write(theme.title(), Role::Text, kTraceHeaderTitleMiddle, m_service, right);
    x += kTitleGap;
    write(plain, Role::TextSecondary, kTraceHeaderTitleMiddle, m_name, right);
    x = kTraceHeaderLeft;
    write(theme.monoSmall(), Role::TextSecondary, kIdMiddle, m_id + QStringLiteral(" · ") + m_when, width() - metrics::kMargin);
}

void TraceHeader::mouseMoveEvent(QMouseEvent *event)
{
    const bool onId = idRect().contains(event->position().toPoint());
    setCursor(onId ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(onId ? tr("Click to copy the trace id") : QString());
}

void TraceHeader::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !idRect().contains(event->position().toPoint()))
        return;
    QGuiApplication::clipboard()->setText(m_id);
    QToolTip::showText(event->globalPosition().toPoint(), tr("Trace id copied"), this);
}

void TraceHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void TraceHeader::fit()
{
    // The name of the trace comes first; how many services there are stands in the statistics too.
    const Theme &theme = m_state.context().theme;
    QFont plain = theme.title();
    plain.setWeight(QFont::Normal);
    int left = width() - kTraceHeaderLeft - kTraceHeaderSwatch - kTraceHeaderSwatchGap - kTitleGap - QFontMetrics(theme.title()).horizontalAdvance(m_service) -
               QFontMetrics(plain).horizontalAdvance(m_name) - 2 * metrics::kMargin;
    const auto children = findChildren<QWidget *>(QString(), Qt::FindDirectChildrenOnly);
    for (const QWidget *widget : children)
        if (widget != m_services && !widget->isHidden())
            left -= widget->sizeHint().width() + metrics::kPadding;
    m_services->setVisible(left >= m_services->sizeHint().width() + metrics::kPadding);
    layout()->activate(); // the text ends where the chips begin: they move now, not with the next turn of the event loop
    update();
}

} // namespace triptych::ui
