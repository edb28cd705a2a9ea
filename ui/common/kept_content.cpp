#include "ui/common/kept_content.h"

#include "items/cell_text.h"
#include "ui/common/banner.h"
#include "ui/common/progress_line.h"
#include "ui/shell/action_catalog.h"

#include <QVBoxLayout>

namespace triptych::ui {

namespace {
constexpr int kKeptContentPatienceMs = 300, kKeptContentProgressMs = 200;
constexpr int kKeptContentLine = 3;
} // namespace

KeptContent::KeptContent(Context &context, QWidget *content, std::function<void()> retry, QWidget *parent)
    : QWidget(parent), m_context(context), m_banner(new Banner(context.theme)), m_line(new ProgressLine(context.theme, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(content, 1);
    m_line->setFraction(-1);
    m_line->hide();
    connect(&m_clock, &QTimer::timeout, this, &KeptContent::showLine);
    connect(m_banner, &Banner::retryRequested, this, [this, retry = std::move(retry)] { askAgain(m_context, retry); });
}

void KeptContent::setAnswered()
{
    m_any = true;
    m_filter = m_context.session.filter().text();
    m_source = m_context.workspace.source();
    m_banner->setMessage({});
}

void KeptContent::setGone()
{
    m_any = false;
    m_banner->setMessage({});
    setAsking(false);
}

bool KeptContent::stays() const
{
    return m_any && m_filter == m_context.session.filter().text() && m_source.lock() == m_context.workspace.source();
}

void KeptContent::setAsking(bool asking)
{
    if (asking) {
        m_clock.start(kKeptContentPatienceMs);
        return;
    }
    m_clock.stop();
    m_line->hide();
    m_line->setFraction(-1);
}

void KeptContent::showLine()
{
    m_clock.setInterval(kKeptContentProgressMs);
    const auto source = m_context.workspace.source();
    if (const auto asking = source ? source->asking() : sources::Asking(); asking.servers > 0)
        m_line->setFraction(asking.fraction);
    m_line->show();
    m_line->raise();
}

bool KeptContent::showFailure(const base::Error &error)
{
    if (!stays())
        return false;
    m_banner->setMessage(tr("Not up to date: %1").arg(items::textOf(error.what)), items::textOf(error.text()));
    return true;
}

void KeptContent::askAgain(Context &context, const std::function<void()> &retry)
{
    const auto source = context.workspace.source();
    QAction *refresh = source && source->asksServers() ? context.actions.find(QStringLiteral("view.refresh")) : nullptr;
    if (refresh)
        refresh->trigger();
    else if (retry)
        retry();
}

void KeptContent::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_line->setGeometry(0, 0, width(), kKeptContentLine);
}

} // namespace triptych::ui
