#include "ui/compare/interval_delegate.h"

#include "items/changes_model.h"
#include "ui/common/row_background.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace triptych::ui {

namespace {
constexpr int kIntervalDelegateBar = 7, kIntervalDelegateSide = 10, kScaleWidth = 120, kScaleHeight = 10;
constexpr double kPale = 0.35; ///< opacity of what may be chance
}

void IntervalDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using items::ChangesModel;
    painter->save();
    const QRect row = option.rect;
    painter->fillRect(row, m_theme.color(rowBackground(option, index.row())));
    const double scale = index.data(ChangesModel::ScaleRole).toDouble();
    const double change = index.data(ChangesModel::ChangeRole).toDouble(), low = index.data(ChangesModel::LowRole).toDouble(),
                 high = index.data(ChangesModel::HighRole).toDouble();
    const double middle = row.left() + row.width() / 3.0, perNs = scale > 0 ? (row.width() * 2 / 3.0 - kIntervalDelegateSide) / scale : 0;
    const auto at = [&](double ns) { return std::clamp(middle + ns * perNs, double(row.left() + kIntervalDelegateSide), double(row.right() - kIntervalDelegateSide)); };
    const double y = row.center().y() + 0.5;
    painter->fillRect(QRectF(middle, row.top() + 5, 1, row.height() - 10), m_theme.color(Role::Line));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_theme.diff(change < 0 ? -1 : 1));
    painter->setOpacity(low > 0 || high < 0 ? 1 : kPale);
    const double left = std::min(middle, at(change)), right = std::max(middle, at(change));
    painter->drawRoundedRect(QRectF(left, y - kIntervalDelegateBar / 2.0, std::max(1.0, right - left), kIntervalDelegateBar), metrics::kBarRadius, metrics::kBarRadius);
    painter->setOpacity(1);
    if (std::isfinite(low) && std::isfinite(high)) {
        painter->setPen(QPen(m_theme.color(Role::TextSecondary), 1.5));
        painter->drawLine(QPointF(at(low), y), QPointF(at(high), y));
    }
    painter->restore();
}

DiffScale::DiffScale(Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedSize(kScaleWidth, kScaleHeight);
    setAccessibleName(tr("Blue: less in B; orange: more in B"));
}

void DiffScale::paintEvent(QPaintEvent *)
{
    constexpr int kSteps = 20;
    QPainter painter(this);
    for (int i = 0; i < kSteps; ++i)
        painter.fillRect(QRectF(double(i) * width() / kSteps, 0, double(width()) / kSteps + 1, height()), m_theme.diff(2.0 * i / (kSteps - 1) - 1));
}

} // namespace triptych::ui
