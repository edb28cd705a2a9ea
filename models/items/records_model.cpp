#include "items/records_model.h"

#include "items/cell_text.h"
#include "items/roles.h"

namespace triptych::items {

void RecordsModel::setRecords(std::shared_ptr<const SpanRecords> records)
{
    beginResetModel();
    m_records = std::move(records);
    endResetModel();
}

int RecordsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_records ? 0 : static_cast<int>(m_records->facts.size());
}

int RecordsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_records ? 0 : 1 + static_cast<int>(m_records->inputs.size());
}

QVariant RecordsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RecordFact &fact = m_records->facts[static_cast<std::size_t>(index.row())];
    const bool key = index.column() == 0;
    const auto value = key ? std::optional(fact.key) : fact.values[static_cast<std::size_t>(index.column() - 1)];
    switch (role) {
    case Qt::DisplayRole:
        if (key)
            return (fact.differs ? QStringLiteral("≠ ") : QStringLiteral("  ")) + textOf(fact.key);
        return value ? textOf(*value) : QStringLiteral("–");
    case Qt::ToolTipRole: return plainToolTip(value ? textOf(fact.key) + (key ? QString() : QStringLiteral(": ") + textOf(*value))
                                                    : tr("%1 does not tell %2").arg(headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(), textOf(fact.key)));
    case Qt::AccessibleTextRole:
        if (key)
            return fact.differs ? tr("%1, differs").arg(textOf(fact.key)) : tr("%1, the same").arg(textOf(fact.key));
        return value ? textOf(*value) : tr("not told");
    case KindRole: return static_cast<int>(fact.differs ? CellKind::Tag : CellKind::Time); // in monospace: to be read, or standing back
    case TagKeyRole: return key || !value ? QString() : QString::fromStdString(fact.filterKey);
    case TagValueRole: return value ? QString::fromStdString(*value) : QString();
    default: return {};
    }
}

QVariant RecordsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == KindRole)
        return static_cast<int>(CellKind::Name);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (section == 0)
        return tr("Tells");
    const std::string &input = m_records->inputs[static_cast<std::size_t>(section - 1)];
    const QString name = input.empty() ? tr("Input %1").arg(section) : textOf(input);
    return role == Qt::ToolTipRole ? plainToolTip(name) : name.section(u'/', -1).isEmpty() || name.contains(QStringLiteral("://")) ? name : name.section(u'/', -1);
}

} // namespace triptych::items
