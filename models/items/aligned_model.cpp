#include "items/aligned_model.h"

#include "items/cell_text.h"
#include "items/changes_model.h"

namespace triptych::items {

using analysis::AlignedSpan;
using analysis::SpanIndex;
using analysis::TraceTable;

namespace {

QString cellText(const AlignedTraces &traces, const AlignedSpan &row, int column)
{
    const bool inA = row.a != SpanIndex::None, inB = row.b != SpanIndex::None;
    switch (column) {
    case AlignedModel::Span: return textOf(inA ? traces.a->nameText(row.a) : traces.b->nameText(row.b));
    case AlignedModel::DurationA: return inA ? durationText(traces.a->duration(row.a)) : QStringLiteral("–");
    case AlignedModel::DurationB: return inB ? durationText(traces.b->duration(row.b)) : QStringLiteral("–");
    case AlignedModel::Change:
        if (!inB)
            return AlignedModel::tr("missing in B");
        if (!inA)
            return AlignedModel::tr("new in B");
        return signedDurationText(static_cast<double>(traces.b->drawnDuration(row.b)) - static_cast<double>(traces.a->drawnDuration(row.a)));
    default: return {};
    }
}

QString serviceOf(const AlignedTraces &traces, const AlignedSpan &row)
{
    return textOf(row.a != SpanIndex::None ? traces.a->serviceText(row.a) : traces.b->serviceText(row.b));
}

} // namespace

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

RowSearch AlignedModel::search() const
{
    if (!m_traces)
        return {};
    return [traces = m_traces](const QString &text, std::stop_token stop) -> base::Result<RowHits> {
        RowHits hits;
        hits.looked = hits.total = static_cast<qint64>(traces->rows.size());
        for (std::size_t at = 0; at < traces->rows.size() && !stop.stop_requested(); ++at) {
            const AlignedSpan &row = traces->rows[at];
            bool found = holds(serviceOf(*traces, row), text);
            for (int column = Span; column <= Change && !found; ++column)
                found = holds(cellText(*traces, row, column), text);
            if (found)
                hits.rows.push_back(static_cast<qint64>(at));
        }
        return hits;
    };
}

QVariant AlignedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const AlignedSpan &row = this->row(index.row());
    const bool inA = row.a != SpanIndex::None;
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
    case Qt::DisplayRole: return cellText(*m_traces, row, index.column());
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const auto text = [&](int column) { return cellText(*m_traces, row, column); };
        const QString all = serviceOf(*m_traces, row) + u' ' + text(Span) + QStringLiteral(": A ") + text(DurationA) + QStringLiteral(", B ") +
                            text(DurationB) + QStringLiteral(", ") + text(Change);
        return role == Qt::ToolTipRole ? plainToolTip(all) : all;
    }
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() >= DurationA && index.column() <= Change ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DepthRole: return row.depth;
    case ServiceRole: return serviceOf(*m_traces, row);
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
