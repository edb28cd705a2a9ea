#include "ui/shell/follow_bar.h"

#include "query/compose.h"
#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace triptych::ui {

namespace {
std::string filterOf(telemetry::TraceId trace)
{
    return query::termText("trace", telemetry::hex(trace));
}
} // namespace

FollowBar::FollowBar(Context &context, QWidget *parent)
    : QWidget(parent), m_context(context), m_text(new TextLabel(context.theme, QString(), context.theme.text()))
{
    setFixedHeight(metrics::kPaneHeader + metrics::kGrid);
    setAccessibleName(tr("Followed trace"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kMargin, 0, metrics::kMargin, 1);
    row->setSpacing(metrics::kPadding);
    row->addWidget(m_text);
    auto *back = new FlatButton(context.theme, tr("Back"), FlatButton::Kind::Soft);
    back->setIconName(QStringLiteral("back"), Role::Accent);
    auto *exclude = new FlatButton(context.theme, tr("Exclude"));
    auto *open = new FlatButton(context.theme, tr("Open the Trace"), FlatButton::Kind::Plain);
    for (QWidget *button : {static_cast<QWidget *>(back), static_cast<QWidget *>(exclude), static_cast<QWidget *>(open)})
        row->addWidget(button);
    row->addStretch();
    connect(back, &QPushButton::clicked, this, &FollowBar::back);
    connect(exclude, &QPushButton::clicked, this, &FollowBar::exclude);
    connect(open, &QPushButton::clicked, this, [this] { m_context.session.openTrace(m_trace); });
    connect(&context.session, &session::Session::filterChanged, this, [this] {
        // Whoever changes the filter has stopped following.
        if (m_before && m_context.session.filter().text() != filterOf(m_trace)) {
            m_before.reset();
            hide();
        }
    });
    connect(&context.theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void FollowBar::follow(telemetry::TraceId trace)
{
    const auto filter = query::Filter::parse(filterOf(trace));
    if (!filter)
        return;
    session::Session &session = m_context.session;
    const Before before = m_before.value_or(Before{session.filter(), session.page()});
    m_trace = trace;
    session.setFilter(*filter);
    m_before = before;
    session.setPage(session::Page::Logs);
    m_text->setText(tr("Following trace %1: its lines from every service").arg(QString::fromStdString(telemetry::hex(trace))));
    show();
}

void FollowBar::leave(const query::Filter &filter)
{
    if (!m_before)
        return;
    const session::Page page = m_before->page;
    m_before.reset();
    hide();
    m_context.session.setFilter(filter);
    m_context.session.setPage(page);
}

void FollowBar::back()
{
    if (m_before)
        leave(query::Filter(m_before->filter));
}

void FollowBar::exclude()
{
    if (m_before)
        leave(query::combined(m_before->filter, "trace", telemetry::hex(m_trace), query::Combine::AndNot));
}

void FollowBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_context.theme.color(Role::AccentSoft));
    painter.fillRect(0, height() - 1, width(), 1, m_context.theme.color(Role::Line));
}

} // namespace triptych::ui
