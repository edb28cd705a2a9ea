#include "ui/shell/top_bar.h"

#include "ui/common/flat_button.h"
#include "ui/filter/filter_bar.h"
#include "ui/shell/live_button.h"
#include "ui/shell/refresher.h"
#include "ui/shell/time_range_button.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kLongestTitle = 220, kTopBarPatienceMs = 500;
}

TopBar::TopBar(Context &context, Refresher &refresher, QWidget *parent)
    : QWidget(parent), m_context(context), m_sourceMenu(new QMenu(this)), m_filter(new FilterBar(context)),
      m_range(new TimeRangeButton(context)), m_live(new LiveButton(context.theme, context.workspace, refresher))
{
    Theme &theme = context.theme;
    setFixedHeight(metrics::kTopBar);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, 0);
    row->setSpacing(metrics::kPadding);
    m_back = FlatButton::iconOnly(theme, QStringLiteral("back"), tr("Back (Alt+Left)"));
    m_forward = FlatButton::iconOnly(theme, QStringLiteral("forward"), tr("Forward (Alt+Right)"));
    m_source = new FlatButton(theme, tr("Nothing open"));
    m_source->setIconName(QStringLiteral("menu"));
    m_source->setMaximumTextWidth(kLongestTitle);
    m_source->setMenu(m_sourceMenu);
    m_source->setAccessibleName(tr("What is open"));
    m_refresh = FlatButton::iconOnly(theme, QStringLiteral("refresh"), tr("Refresh (F5)"), nullptr, FlatButton::Kind::Outlined);
    m_bell = FlatButton::iconOnly(theme, QStringLiteral("bell"), tr("Imports and reports"));
    for (QWidget *widget : {static_cast<QWidget *>(m_back), static_cast<QWidget *>(m_forward), static_cast<QWidget *>(m_source)})
        row->addWidget(widget);
    row->addWidget(m_filter, 1);
    for (QWidget *widget : {static_cast<QWidget *>(m_range), static_cast<QWidget *>(m_live), static_cast<QWidget *>(m_refresh), static_cast<QWidget *>(m_bell)})
        row->addWidget(widget);

    session::Session &session = context.session;
    connect(m_back, &QPushButton::clicked, &session, &session::Session::back);
    connect(m_forward, &QPushButton::clicked, &session, &session::Session::forward);
    const auto history = [this] {
        m_back->setEnabled(m_context.session.canGoBack());
        m_forward->setEnabled(m_context.session.canGoForward());
    };
    connect(&session, &session::Session::historyChanged, this, history);
    history();
    connect(m_refresh, &QPushButton::clicked, this, [this, &refresher] {
        if (m_stops)
            m_context.workspace.busy().cancelAll();
        else
            refresher.refresh();
    });
    m_patience.setSingleShot(true);
    m_patience.setInterval(kTopBarPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] { setStops(true); });
    connect(&context.workspace.busy(), &BusyTracker::busyChanged, this, [this](bool busy) {
        if (busy)
            m_patience.start();
        else
            m_patience.stop();
        if (!busy)
            setStops(false);
    });
    connect(m_bell, &QPushButton::clicked, this, &TopBar::newsRequested);
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

/// As long as something is asked for, what asks again is what stops it.
void TopBar::setStops(bool stops)
{
    m_stops = stops;
    const QString name = stops ? tr("Stop asking (Shift+Esc)") : tr("Refresh (F5)");
    m_refresh->setIconName(stops ? QStringLiteral("stop") : QStringLiteral("refresh"));
    m_refresh->setToolTip(name);
    m_refresh->setAccessibleName(name);
}

void TopBar::setTitle(const QString &title)
{
    m_source->setText(title.isEmpty() ? tr("Nothing open") : title);
    m_source->setToolTip(title);
    m_source->updateGeometry();
}

void TopBar::setNews(bool news)
{
    m_bell->setBadge(news);
}

void TopBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_context.theme.color(Role::Window));
    painter.fillRect(0, height() - 1, width(), 1, m_context.theme.color(Role::Line));
}

} // namespace triptych::ui
