#include "items/imports_model.h"

#include "items/cell_text.h"
#include "telemetry/human_text.h"

namespace triptych::items {

namespace {

QString countOrNothing(std::uint64_t count)
{
    return count == 0 ? QString() : countText(count);
}

QString importColumnText(const telemetry::ImportRecord &import, int column)
{
    switch (column) {
    case ImportsModel::Input: return textOf(import.path);
    case ImportsModel::Format: return textOf(import.format) + (import.compression.empty() || import.compression == "none" ? QString() : QStringLiteral(" · ") + textOf(import.compression));
    case ImportsModel::Size: return textOf(telemetry::formatBytes(import.bytes));
    case ImportsModel::Spans: return countOrNothing(import.spans);
    case ImportsModel::Logs: return countOrNothing(import.logs);
    case ImportsModel::Samples: return countOrNothing(import.samples);
    case ImportsModel::Duplicates: return countOrNothing(import.duplicates);
    case ImportsModel::Lost: return countOrNothing(import.errorCount);
    default: return {};
    }
}

} // namespace

void ImportsModel::setImports(std::vector<telemetry::ImportRecord> imports)
{
    beginResetModel();
    m_imports = std::move(imports);
    endResetModel();
}

QString ImportsModel::lossesText(int row) const
{
    QStringList lines;
    for (const telemetry::BadRecord &bad : import(row).errors) {
        const QString place = bad.line > 0 ? tr("line %1, byte %2").arg(countText(bad.line), countText(bad.byte)) : tr("byte %1").arg(countText(bad.byte));
        QString line = place + QStringLiteral(": ") + textOf(bad.what);
        if (bad.warning)
            line += tr(" (kept)");
        if (!bad.excerpt.empty())
            line += QStringLiteral(" · ") + textOf(bad.excerpt);
        lines.append(line);
    }
    return lines.join(u'\n');
}

int ImportsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_imports.size());
}

int ImportsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    static const char *const kTitles[] = {"Input", "Format", "Size", "Spans", "Log lines", "Samples", "Twice", "Lost"};
    if (role == KindRole)
        return int(section == Input ? CellKind::Name : section == Format ? CellKind::Text : section == Lost ? CellKind::Errors : CellKind::Count);
    return role == Qt::DisplayRole ? QVariant(tr(kTitles[section])) : QVariant();
}

QVariant ImportsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto &import = m_imports[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return importColumnText(import, index.column());
    case Qt::ToolTipRole:
        if (index.column() == Lost && import.errorCount > 0)
            return plainToolTip(lossesText(index.row()));
        return plainToolTip(importColumnText(import, index.column()));
    case KindRole: return headerData(index.column(), Qt::Horizontal, KindRole);
    case LoadingRole: return false;
    case ErrorRole: return import.errorCount > 0;
    default: return {};
    }
}

} // namespace triptych::items
