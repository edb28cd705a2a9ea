#include "items/aligned_model.h"

#include "items/cell_text.h"
#include "items/changes_model.h"

namespace triptych::items {

using analysis::AlignedSpan;
using analysis::SpanIndex;
using analysis::TraceTable;

void AlignedModel::setTraces(std::shared_ptr<const AlignedTraces> traces)
{
    beginResetModel();
    m_traces = std::move(traces);
    endResetModel();
}

int AlignedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_traces ? 0 : static_cast<int>(m_traces->rows.size());
}

QString AlignedModel::text(const AlignedSpan &row, int column) const
{
    const bool inA = row.a != SpanIndex::None, inB = row.b != SpanIndex::None;
    switch (column) {
    case Span: return textOf(inA ? m_traces->a->nameText(row.a) : m_traces->b->nameText(row.b));
    case DurationA: return inA ? durationText(m_traces->a->duration(row.a)) : QStringLiteral("–");
    case DurationB: return inB ? durationText(m_traces->b->duration(row.b)) : QStringLiteral("–");
    case Change:
        if (!inB)
            return tr("missing in B");
        if (!inA)
            return tr("new in B");
        return signedDurationText(static_cast<double>(m_traces->b->drawnDuration(row.b)) - static_cast<double>(m_traces->a->drawnDuration(row.a)));
    default: return {};
    }
}

QVariant AlignedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const AlignedSpan &row = this->row(index.row());
    const bool inA = row.a != SpanIndex::None;
    const TraceTable &named = inA ? *m_traces->a : *m_traces->b;
    const SpanIndex node = inA ? row.a : row.b;
    const auto bar = [&](bool length) -> QVariant {
        const TraceTable &trace = index.column() == TimeA ? *m_traces->a : *m_traces->b;
        const SpanIndex span = index.column() == TimeA ? row.a : row.b;
        if (span == SpanIndex::None || (index.column() != TimeA && index.column() != TimeB))
            return {};
        const auto whole = static_cast<double>(std::max<telemetry::Nanos>(1, trace.extent().length()));
        return length ? static_cast<double>(trace.drawnDuration(span)) / whole
                      : static_cast<double>(trace.start(span) - trace.extent().from) / whole;
    };
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QString all = textOf(named.serviceText(node)) + u' ' + text(row, Span) + QStringLiteral(": A ") + text(row, DurationA) +
                            QStringLiteral(", B ") + text(row, DurationB) + QStringLiteral(", ") + text(row, Change);
        return role == Qt::ToolTipRole ? plainToolTip(all) : all;
    }
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() >= DurationA && index.column() <= Change ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DepthRole: return row.depth;
    case ServiceRole: return textOf(named.serviceText(node));
    case PresenceRole: return !inA ? 1 : row.b == SpanIndex::None ? -1 : 0;
    case FromRole: return bar(false);
    case LengthRole: return bar(true);
    case ErrorRole: {
        const TraceTable &trace = index.column() == TimeB ? *m_traces->b : *m_traces->a;
        const SpanIndex span = index.column() == TimeB ? row.b : row.a;
        return span != SpanIndex::None && trace.has(span, analysis::NodeFlag::Error);
    }
    default: return {};
    }
}

QVariant AlignedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section >= DurationA && section <= Change ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Span: return tr("Span");
    case DurationA: return tr("A");
    case DurationB: return tr("B");
    case Change: return tr("Change");
    case TimeA: return tr("When in A");
    default: return tr("When in B");
    }
}

} // namespace triptych::items
