#include "ui/shell/status_line.h"

#include <QPainter>

namespace triptych::ui {

namespace {
constexpr int kStatusLineGap = 16;
}

StatusLine::StatusLine(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(metrics::kStatusBar);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Status"));
    connect(&theme, &Theme::changed, this, [this] { update(); });
}

void StatusLine::setLeft(const QStringList &texts)
{
    m_left = texts;
    describe();
}

void StatusLine::setRight(const QStringList &texts)
{
    m_right = texts;
    describe();
}

void StatusLine::setWarning(int index)
{
    m_warning = index;
    update();
}

void StatusLine::describe()
{
    setAccessibleDescription((m_left + m_right).join(QStringLiteral(", ")));
    update();
}

QSize StatusLine::sizeHint() const
{
    return {metrics::kRail, metrics::kStatusBar};
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Role::Window));
    painter.fillRect(0, 0, width(), 1, m_theme.color(Role::Line));
    painter.setFont(m_theme.small());
    const QFontMetrics fm(m_theme.small());
    const int base = (height() + 1 + fm.ascent() - fm.descent()) / 2;
    int x = metrics::kMargin;
    for (int i = 0; i < m_left.size(); ++i) {
        painter.setPen(m_theme.color(i == m_warning ? Role::Warning : Role::TextSecondary));
        const QString text = fm.elidedText(m_left[i], Qt::ElideMiddle, std::max(0, width() - x - metrics::kMargin));
        painter.drawText(x, base, text);
        x += fm.horizontalAdvance(text) + kStatusLineGap;
    }
    int right = width() - metrics::kMargin;
    painter.setPen(m_theme.color(Role::TextSecondary));
    for (auto text = m_right.crbegin(); text != m_right.crend(); ++text) {
        const int wide = fm.horizontalAdvance(*text);
        if (right - wide < x)
            break;
        painter.drawText(right - wide, base, *text);
        right -= wide + kStatusLineGap;
    }
}

} // namespace triptych::ui
