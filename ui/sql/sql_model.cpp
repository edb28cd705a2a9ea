#include "ui/sql/sql_model.h"

#include "ui/common/plain_text.h"

namespace triptych::ui {

SqlModel::SqlModel(Theme &theme, QObject *parent) : QAbstractTableModel(parent), m_theme(theme)
{
}

void SqlModel::set(Result result)
{
    beginResetModel();
    m_result = std::move(result);
    endResetModel();
}

void SqlModel::setMatch(const QString &text)
{
    m_match = text;
    if (!m_result->rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1), {Qt::BackgroundRole});
}

int SqlModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_result->rows.size());
}

int SqlModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_result->columns.size());
}

QVariant SqlModel::data(const QModelIndex &index, int role) const
{
    const auto &cell = m_result->rows[std::size_t(index.row())][std::size_t(index.column())];
    const bool number = m_result->numeric[std::size_t(index.column())];
    constexpr int kMostLetters = 500; // a cell shows a line; the clipboard and the tooltip have more
    switch (role) {
    case Qt::DisplayRole:
        return cell ? QString::fromStdString(*cell).left(kMostLetters).simplified() : QStringLiteral("NULL");
    case Qt::EditRole:
        return cell ? QString::fromStdString(*cell) : QString();
    case Qt::ToolTipRole:
        return cell ? tooltipText(QString::fromStdString(*cell)) : QVariant();
    case Qt::FontRole:
        return m_theme.mono();
    case Qt::ForegroundRole:
        return cell ? QVariant() : QVariant(m_theme.color(Role::TextDisabled));
    case Qt::BackgroundRole:
        return !m_match.isEmpty() && data(index, Qt::DisplayRole).toString().contains(m_match, Qt::CaseInsensitive)
                   ? QVariant(m_theme.color(Role::Match))
                   : QVariant();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

QVariant SqlModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (m_result->numeric[std::size_t(section)] ? Qt::AlignRight : Qt::AlignLeft));
    return role == Qt::DisplayRole ? QString::fromStdString(m_result->columns[std::size_t(section)]) : QVariant();
}

} // namespace triptych::ui
