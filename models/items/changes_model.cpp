#include "items/changes_model.h"

#include "items/cell_text.h"
#include "items/roles.h"

#include <algorithm>
#include <cmath>

namespace triptych::items {

using analysis::OperationChange;

namespace {

int kindOf(int column)
{
    switch (column) {
    case ChangesModel::Service: return int(CellKind::Service);
    case ChangesModel::Operation: return int(CellKind::Text); // the service is read first
    case ChangesModel::A:
    case ChangesModel::B:
    case ChangesModel::Change: return int(CellKind::Count);
    default: return int(CellKind::Text);
    }
}

} // namespace

QString signedDurationText(double ns)
{
    if (std::abs(ns) < 0.5)
        return QStringLiteral("0");
    const QString size = durationText(static_cast<telemetry::Nanos>(std::llround(std::abs(ns))));
    return (ns < 0 ? u'-' : u'+') + size;
}

void ChangesModel::setChanges(std::vector<OperationChange> changes)
{
    beginResetModel();
    m_changes = std::move(changes);
    m_scale = 0;
    for (const OperationChange &c : m_changes) {
        m_scale = std::max(m_scale, std::abs(c.change));
        if (std::isfinite(c.low))
            m_scale = std::max({m_scale, std::abs(c.low), std::abs(c.high)});
    }
    endResetModel();
}

int ChangesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_changes.size());
}

int ChangesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const OperationChange &c = change(index.row());
    const auto mean = [](double ns, bool present) {
        return present ? durationText(static_cast<telemetry::Nanos>(std::llround(ns))) : QStringLiteral("–");
    };
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Service: return textOf(c.service);
        case Operation: return textOf(c.operation);
        case A: return mean(c.a, c.inA);
        case B: return mean(c.b, c.inB);
        case Change: return signedDurationText(c.change);
        default: return {};
        }
    }
    switch (role) {
    case ServiceRole: return index.column() == Service ? QVariant(QString::fromStdString(c.service)) : QVariant();
    case KindRole: return kindOf(index.column());
    case TagKeyRole:
        return index.column() == Service ? QStringLiteral("service") : index.column() == Operation ? QStringLiteral("name") : QString();
    case TagValueRole:
        return index.column() == Service ? QString::fromStdString(c.service) : index.column() == Operation ? QString::fromStdString(c.operation) : QString();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        if (index.column() != Interval && index.column() != Change)
            return {};
        if (!std::isfinite(c.low))
            return plainToolTip(tr("Too few traces for an interval"));
        return plainToolTip(tr("%1, 95 % interval %2 to %3; %4")
                                .arg(signedDurationText(c.change), signedDurationText(c.low), signedDurationText(c.high),
                                     c.significant() ? tr("significant") : tr("may be chance")));
    case ChangeRole: return c.change;
    case LowRole: return c.low;
    case HighRole: return c.high;
    case ScaleRole: return m_scale;
    default: return {};
    }
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == KindRole)
        return kindOf(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Service: return tr("Service");
    case Operation: return tr("Operation");
    case A: return tr("A");
    case B: return tr("B");
    case Change: return tr("Change");
    default: return tr("95 % interval");
    }
}

void ChangesModel::sort(int column, Qt::SortOrder order)
{
    const auto less = [column](const OperationChange &x, const OperationChange &y) {
        switch (column) {
        case Service: return x.service < y.service;
        case Operation: return x.operation < y.operation;
        case A: return x.a < y.a;
        case B: return x.b < y.b;
        case Interval: // the surest first: how far the interval stays from 0
            return std::min(std::abs(x.low), std::abs(x.high)) * x.significant() < std::min(std::abs(y.low), std::abs(y.high)) * y.significant();
        default: return x.change < y.change;
        }
    };
    Q_EMIT layoutAboutToBeChanged();
    std::stable_sort(m_changes.begin(), m_changes.end(), [&](const auto &x, const auto &y) { return order == Qt::AscendingOrder ? less(x, y) : less(y, x); });
    Q_EMIT layoutChanged();
}

QString ChangesModel::csv() const
{
    const auto cell = [](const std::string &text) {
        QString out = QString::fromStdString(text);
        // A spreadsheet would run what begins like a formula.
        if (!out.isEmpty() && QStringLiteral("=+-@\t\r").contains(out.front()))
            out.prepend(u'\'');
        return u'"' + out.replace(u'"', QStringLiteral("\"\"")) + u'"';
    };
    QString out = QStringLiteral("service,operation,a_ns,b_ns,change_ns,low_ns,high_ns,significant\n");
    const auto number = [](double v) { return std::isfinite(v) ? QString::number(v, 'f', 1) : QString(); };
    for (const OperationChange &c : m_changes)
        out += cell(c.service) + u',' + cell(c.operation) + u',' + number(c.a) + u',' + number(c.b) + u',' + number(c.change) + u',' +
               number(c.low) + u',' + number(c.high) + u',' + (c.significant() ? QStringLiteral("true") : QStringLiteral("false")) + u'\n';
    return out;
}

} // namespace triptych::items
