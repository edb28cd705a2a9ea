#include "ui/logs/pattern_delegate.h"

#include "items/cell_text.h"
#include "ui/common/matched_text.h"

#include <QListView>
#include <QPainter>
#include <algorithm>

namespace triptych::ui {

namespace {

constexpr int kPatternDelegateRow = 56, kTextTop = 6, kTextHeight = 20, kSparkWidth = 96, kSparkHeight = 16, kBars = 24;
constexpr double kPatternDelegateLate = 0.1; // a pattern that began after this share of the time is news
const QString kVariable = QStringLiteral("<*>");

} // namespace

PatternDelegate::PatternDelegate(Theme &theme, const items::PatternList &patterns, QObject *parent)
    : QStyledItemDelegate(parent), m_theme(theme), m_patterns(patterns)
{
}

QSize PatternDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {kSparkWidth * 2, kPatternDelegateRow};
}

void PatternDelegate::paintText(QPainter &painter, const QRect &rect, const QString &text) const
{
    painter.setFont(m_theme.mono());
    const QFontMetrics measure(m_theme.mono());
    const QString shown = measure.elidedText(text, Qt::ElideRight, rect.width());
    markMatches(painter, m_theme, rect, shown, Qt::AlignLeft, m_match);
    int x = rect.left();
    qsizetype at = 0;
    while (at < shown.size()) {
        const bool variable = QStringView(shown).mid(at).startsWith(kVariable);
        qsizetype end = variable ? at + kVariable.size() : shown.indexOf(kVariable, at);
        if (end < 0)
            end = shown.size();
        const QString part = shown.mid(at, end - at);
        painter.setPen(m_theme.color(variable ? Role::Accent : Role::Text));
        painter.drawText(QRect(x, rect.top(), rect.right() - x + 1, rect.height()), Qt::AlignLeft | Qt::AlignVCenter, part);
        x += measure.horizontalAdvance(part);
        at = end;
    }
}

int PatternDelegate::paintSparkline(QPainter &painter, const QRect &rect, const analysis::LogPattern &pattern) const
{
    if (pattern.bins.size() < 2)
        return 0;
    const std::size_t bars = std::min<std::size_t>(kBars, pattern.bins.size());
    std::vector<std::uint64_t> sums(bars, 0);
    for (std::size_t i = 0; i < pattern.bins.size(); ++i)
        sums[i * bars / pattern.bins.size()] += pattern.bins[i];
    const std::uint64_t most = std::max<std::uint64_t>(1, *std::max_element(sums.begin(), sums.end()));
    const QColor colour = pattern.level >= telemetry::Level::Warn ? m_theme.level(int(pattern.level)) : m_theme.color(Role::LineStrong);
    const double step = double(kSparkWidth) / double(bars);
    for (std::size_t i = 0; i < bars; ++i) {
        if (sums[i] == 0)
            continue;
        const double height = std::max(1.0, double(kSparkHeight) * double(sums[i]) / double(most));
        painter.fillRect(QRectF(rect.left() + double(i) * step, rect.bottom() + 1 - height, std::max(1.0, step - 1), height), colour);
    }
    return kSparkWidth + metrics::kPadding;
}

void PatternDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto &found = m_patterns.at(index.row());
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, m_theme.color(Role::AccentSoft));
    else if (option.state & QStyle::State_MouseOver)
        painter->fillRect(option.rect, m_theme.color(Role::Hover));
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), m_theme.color(Role::Line));
    const QRect inner = option.rect.adjusted(metrics::kMargin, 0, -metrics::kMargin, 0);
    paintText(*painter, QRect(inner.left(), inner.top() + kTextTop, inner.width(), kTextHeight), index.data().toString());
    QRect second(inner.left(), inner.top() + kTextTop + kTextHeight + 2, inner.width(), kSparkHeight);
    const auto &answer = m_patterns.answer();
    if (answer.question == items::PatternQuestion::All)
        second.setLeft(second.left() + paintSparkline(*painter, second, found.pattern));
    painter->setFont(m_theme.monoSmall());
    painter->setPen(m_theme.color(Role::TextSecondary));
    painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter, m_patterns.figures(index.row()));

    QString note;
    bool alarming = found.pattern.level >= telemetry::Level::Error;
    if (answer.question == items::PatternQuestion::Failing) {
        note = found.passing == 0 ? tr("only in failing") : tr("G² %1").arg(found.score, 0, 'f', found.score < 100 ? 1 : 0);
        alarming = found.passing == 0;
    } else if (found.pattern.first != 0 && answer.binWidth > 0 &&
               double(found.pattern.first - answer.binsFrom) > kPatternDelegateLate * double(answer.binWidth) * double(found.pattern.bins.size())) {
        const items::Days days = items::daysOf({answer.binsFrom, answer.binsFrom + answer.binWidth * telemetry::Nanos(found.pattern.bins.size())});
        note = tr("first seen %1").arg(items::timeText(found.pattern.first, days).section(u'.', 0, 0));
    }
    painter->setFont(m_theme.small());
    painter->setPen(m_theme.color(alarming ? Role::Error : Role::TextSecondary));
    painter->drawText(second, Qt::AlignRight | Qt::AlignVCenter, note);
    painter->restore();
}

PatternDelegate *showPatterns(QListView &list, Theme &theme, items::PatternList &patterns)
{
    list.setModel(&patterns);
    auto *delegate = new PatternDelegate(theme, patterns, &list);
    list.setItemDelegate(delegate);
    list.setFrameShape(QFrame::NoFrame);
    list.setUniformItemSizes(true);
    list.setMouseTracking(true);
    list.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list.setContextMenuPolicy(Qt::CustomContextMenu);
    return delegate;
}

} // namespace triptych::ui
