#include "ui/trace/trace_tabs_bar.h"

#include "items/cell_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/plain_text.h"
#include "ui/common/segmented_tabs.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>

namespace triptych::ui {

namespace {
constexpr int kMostLetters = 32;
}

TraceTabsBar::TraceTabsBar(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_tabs(new SegmentedTabs(context.theme))
{
    m_tabs->setAccessibleName(tr("Open traces"));
    m_tabs->installEventFilter(this);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, metrics::kPadding, 1);
    row->setSpacing(0);
    row->addWidget(m_tabs);
    row->addStretch();
    auto *close = FlatButton::iconOnly(context.theme, QStringLiteral("close"), tr("Close this trace's tab"));
    row->addWidget(close);
    connect(close, &QPushButton::clicked, this, &TraceTabsBar::closeCurrent);
    connect(m_tabs, &QTabBar::currentChanged, this, &TraceTabsBar::go);
    connect(&context.session.tabs(), &session::TraceTabs::changed, this, &TraceTabsBar::fill);
    connect(&context.theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    fill();
}

void TraceTabsBar::setTitle(telemetry::TraceId trace, const QString &title)
{
    m_titles[trace] = title;
    fill();
}

void TraceTabsBar::fill()
{
    const session::TraceTabs &open = m_context.session.tabs();
    {
        const QSignalBlocker quiet(m_tabs);
        while (m_tabs->count() > int(open.all().size()))
            m_tabs->removeTab(m_tabs->count() - 1);
        for (int i = 0; i < int(open.all().size()); ++i) {
            const telemetry::TraceId trace = open.all()[std::size_t(i)];
            const auto named = m_titles.find(trace);
            const QString id = items::shortTraceText(trace);
            const QString title = named == m_titles.end() ? id : menuText(named->second, kMostLetters) + QStringLiteral("  ") + id;
            if (i == m_tabs->count())
                m_tabs->addTab(title);
            else
                m_tabs->setTabText(i, title);
            m_tabs->setTabToolTip(i, tooltipText((named == m_titles.end() ? QString() : named->second + u'\n') + QString::fromStdString(telemetry::hex(trace))));
        }
        m_tabs->setCurrentIndex(int(open.current()));
    }
    m_tabs->updateGeometry();
    m_tabs->update();
    setVisible(open.all().size() > 1);
}

void TraceTabsBar::go(int tab)
{
    session::Session &session = m_context.session;
    if (tab < 0 || std::size_t(tab) >= session.tabs().all().size())
        return;
    if (session.trace() && session.span())
        m_spans[*session.trace()] = *session.span();
    const telemetry::TraceId trace = session.tabs().all()[std::size_t(tab)];
    const auto span = m_spans.find(trace);
    session.openTrace(trace, span == m_spans.end() ? std::nullopt : std::optional(span->second));
}

void TraceTabsBar::step(int by)
{
    if (const int count = m_tabs->count(); count > 1)
        go((m_tabs->currentIndex() + by + count) % count);
}

void TraceTabsBar::closeCurrent()
{
    m_context.session.closeTab(m_context.session.tabs().current());
}

bool TraceTabsBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tabs && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        if (const int tab = m_tabs->tabAt(mouse->position().toPoint()); mouse->button() == Qt::MiddleButton && tab >= 0) {
            m_context.session.closeTab(std::size_t(tab));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void TraceTabsBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_context.theme.color(Role::Window));
    painter.fillRect(0, height() - 1, width(), 1, m_context.theme.color(Role::Line));
}

} // namespace triptych::ui
