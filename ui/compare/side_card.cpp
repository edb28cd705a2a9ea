#include "ui/compare/side_card.h"

#include "items/cell_text.h"
#include "telemetry/clock_text.h"
#include "ui/common/flat_button.h"
#include "ui/common/text_label.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>

namespace triptych::ui {

namespace {

constexpr int kBadge = 20, kSideCardBetween = 22;

/// The side's letter on its colour of the difference.
class Badge : public QWidget
{
public:
    Badge(Theme &theme, session::Side side) : m_theme(theme), m_side(side) { setFixedSize(kBadge, kBadge); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.diff(m_side == session::Side::A ? -1 : 1));
        painter.drawRoundedRect(rect(), metrics::kGrid, metrics::kGrid);
        painter.setFont(m_theme.smallStrong());
        painter.setPen(m_theme.color(Role::Surface));
        painter.drawText(rect(), Qt::AlignCenter, m_side == session::Side::A ? QStringLiteral("A") : QStringLiteral("B"));
    }

private:
    Theme &m_theme;
    session::Side m_side;
};

} // namespace

SideCard::SideCard(Theme &theme, session::Side side, QWidget *parent)
    : Card(theme, parent), m_theme(theme), m_line(new QLineEdit),
      m_menu(FlatButton::iconOnly(theme, QStringLiteral("more"), tr("Ways to choose"))),
      m_note(new TextLabel(theme, {}, theme.small(), Role::TextSecondary))
{
    const QString name = side == session::Side::A ? tr("A") : tr("B");
    setAccessibleName(tr("Side %1").arg(name));
    m_line->setAccessibleName(tr("Filter of side %1").arg(name));
    m_line->setPlaceholderText(tr("all; type a filter, e.g. version:1.2, or trace:ID"));
    m_line->setFont(theme.mono());
    m_line->setFrame(false);
    connect(m_line, &QLineEdit::editingFinished, this, &SideCard::take);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kMargin, metrics::kPadding, metrics::kMargin, metrics::kPadding);
    layout->setSpacing(metrics::kGrid);
    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::kPadding);
    top->addWidget(new Badge(theme, side));
    top->addWidget(m_line, 1);
    top->addWidget(m_note);
    top->addWidget(m_menu);
    layout->addLayout(top);
    auto *figures = new QHBoxLayout;
    figures->setSpacing(kSideCardBetween);
    const QString titles[] = {tr("Traces"), tr("p50"), tr("p95"), tr("Errors")};
    for (int i = 0; i < 4; ++i) {
        auto *column = new QVBoxLayout;
        column->setSpacing(0);
        column->addWidget(new TextLabel(theme, titles[i], theme.small(), Role::TextSecondary));
        m_figures[i] = new TextLabel(theme, QStringLiteral("–"), theme.strong());
        column->addWidget(m_figures[i]);
        figures->addLayout(column);
    }
    figures->addStretch();
    layout->addLayout(figures);
}

void SideCard::setSelection(const query::Selection &side)
{
    m_line->setText(QString::fromStdString(side.filter.text()));
    m_line->setProperty("side", QString::fromStdString(session::sideText(side)));
    m_note->setRole(Role::TextSecondary);
    QString range;
    if (side.range) {
        const auto [from, to] = *side.range;
        const bool oneDay = from / telemetry::clock_text::kDay == to / telemetry::clock_text::kDay;
        range = items::timeText(from, items::Days::Shown) + QStringLiteral(" – ") + items::timeText(to, oneDay ? items::Days::Hidden : items::Days::Shown);
    }
    m_note->setText(range);
}

void SideCard::take()
{
    auto before = session::sideFromText(m_line->property("side").toString().toStdString());
    auto filter = query::Filter::parse(m_line->text().toStdString());
    if (!filter) {
        m_note->setRole(Role::Error);
        m_note->setText(items::textOf(filter.error().what));
        return;
    }
    query::Selection side = before ? *before : query::Selection();
    if (side.filter.text() == filter->text())
        return setSelection(side);
    side.filter = std::move(*filter);
    Q_EMIT edited(side);
}

void SideCard::setFigures(const analysis::TraceSet *set)
{
    const auto duration = [set](double q) { return items::durationText(static_cast<telemetry::Nanos>(set->quantile(q))); };
    const bool any = set && set->traceCount() > 0;
    m_figures[0]->setText(set ? items::countText(set->traceCount()) : QStringLiteral("–"));
    m_figures[1]->setText(any ? duration(0.5) : QStringLiteral("–"));
    m_figures[2]->setText(any ? duration(0.95) : QStringLiteral("–"));
    m_figures[3]->setText(any ? items::percentText(double(set->errorTraces) / double(set->traceCount())) : QStringLiteral("–"));
}

} // namespace triptych::ui
