#include "ui/trace/trace_state.h"

#include "items/cell_text.h"

#include <algorithm>

namespace triptych::ui {

using scene::Step;
using telemetry::SpanId;

TraceState::TraceState(Context &context, QObject *parent) : QObject(parent), m_context(context), m_finding(context.pool), m_colours(context.pool, context.session.colours())
{
    context.workspace.busy().watch(m_finding);
    context.workspace.busy().watch(m_colours.job());
    connect(&m_colours, &items::RuleColouring::changed, this, &TraceState::overlayChanged);
    connect(&context.session.marks(), &session::Marks::changed, this, [this] {
        takeMarks();
        Q_EMIT overlayChanged();
    });
    connect(&context.session, &session::Session::spanChanged, this, &TraceState::takeSessionSpan);
    connect(&context.session, &session::Session::hoveredChanged, this, [this] {
        const auto ref = m_context.session.hovered();
        const SpanIndex span = ref && m_document ? m_document->find(ref->span, ref->record) : SpanIndex::None;
        if (std::exchange(m_hovered, span) != span)
            Q_EMIT hoveredChanged();
    });
}

void TraceState::setDocument(std::shared_ptr<const TraceDocument> document)
{
    const bool same = m_document && document && m_document->columns().trace == document->columns().trace;
    m_document = std::move(document);
    m_selected = m_hovered = SpanIndex::None;
    m_marker.reset();
    if (std::exchange(m_marked, false)) // rows of another document
        m_findText.clear();
    if (!same) {
        m_range.reset();
        m_findText.clear();
        m_show = Show::All;
        m_levels = 0;
    }
    m_finding.cancel();
    m_found = {};
    m_hitIndex = {};
    m_rows = m_document ? scene::RowLayout(m_document->table, scene::Repeats::Grouped) : scene::RowLayout();
    if (m_document && m_levels > 0)
        m_rows.foldBelowDepth(m_levels);
    if (m_document && m_show != Show::All)
        m_rows.showOnly(wanted());
    if (m_document && !m_findText.isEmpty())
        find(QString(m_findText));
    if (m_document)
        m_colours.askSpans(m_context.workspace.source(), m_document->columns().trace);
    takeMarks();
    Q_EMIT documentChanged();
    Q_EMIT rowsChanged();
    takeSessionSpan();
}

const session::ColourRule *TraceState::ruleOf(SpanIndex span) const
{
    if (!m_document || span == SpanIndex::None || !m_document->table->isSpan(span) || m_document->isDerived(span))
        return nullptr;
    return m_colours.ruleOf(m_document->columns().record[toInt(span)]);
}

void TraceState::takeSessionSpan()
{
    const auto ref = m_context.session.span();
    const SpanIndex span = ref && m_document ? m_document->find(ref->span, ref->record) : SpanIndex::None;
    if (m_selected == span)
        return;
    m_selected = span;
    if (span != SpanIndex::None) {
        if (!m_rows.isShown(span))
            changeRows([span](scene::RowLayout &rows) { rows.reveal(span); });
        Q_EMIT revealed(span);
    }
    Q_EMIT selectedChanged();
}

void TraceState::select(SpanIndex span, Reveal reveal)
{
    if (!m_document)
        return;
    const bool changed = m_selected != span;
    m_selected = span;
    if (span == SpanIndex::None) {
        m_context.session.setSpan(std::nullopt);
    } else if (m_document->table->isSpan(span) && !m_document->isDerived(span)) {
        const auto row = toInt(span);
        const auto &columns = m_document->columns();
        m_context.session.setSpan(session::SpanRef{telemetry::SpanId{columns.span[row]}, columns.record[row]});
    }
    if (span != SpanIndex::None && reveal == Reveal::Yes) {
        if (!m_rows.isShown(span))
            changeRows([span](scene::RowLayout &rows) { rows.reveal(span); });
        Q_EMIT revealed(span);
    }
    if (changed)
        Q_EMIT selectedChanged();
}

void TraceState::setHovered(SpanIndex span)
{
    if (m_hovered == span || !m_document)
        return;
    m_hovered = span;
    if (span != SpanIndex::None && m_document->table->isSpan(span) && !m_document->isDerived(span)) {
        const auto row = toInt(span);
        m_context.session.setHovered(
            session::SpanRef{telemetry::SpanId{m_document->columns().span[row]}, m_document->columns().record[row]});
    } else {
        m_context.session.setHovered(std::nullopt);
    }
    m_hovered = span;
    Q_EMIT hoveredChanged();
}

void TraceState::setCriticalShown(bool shown)
{
    if (std::exchange(m_critical, shown) != shown)
        Q_EMIT overlayChanged();
}

void TraceState::stepHit(Step step)
{
    if (!m_document || m_found.hits.empty())
        return;
    const SpanIndex hit = scene::hit(*m_document->table, m_found.hits, m_selected, step);
    if (hit != SpanIndex::None)
        select(hit, Reveal::Yes);
}

int TraceState::hitNumber() const
{
    const auto found = std::find(m_found.hits.begin(), m_found.hits.end(), toInt(m_selected));
    return found == m_found.hits.end() ? 0 : static_cast<int>(found - m_found.hits.begin()) + 1;
}

void TraceState::stepError(Step step)
{
    if (!m_document)
        return;
    const SpanIndex error = scene::errorSpan(*m_document->table, m_selected, step);
    if (error != SpanIndex::None)
        select(error, Reveal::Yes);
}

void TraceState::stepSibling(Step step)
{
    if (!m_document || m_selected == SpanIndex::None)
        return;
    const SpanIndex sibling = scene::sibling(*m_document->table, m_selected, step);
    if (sibling != SpanIndex::None)
        select(sibling, Reveal::Yes);
}

void TraceState::stepRow(std::int64_t by)
{
    if (!m_document)
        return;
    const SpanIndex next = scene::row(m_rows, m_selected, by);
    if (next != SpanIndex::None)
        select(next, Reveal::Yes);
}

void TraceState::goLeft()
{
    if (!m_document || m_selected == SpanIndex::None)
        return;
    const SpanIndex span = m_selected;
    if (m_rows.hasChildren(span) && !m_rows.isFolded(span)) {
        changeRows([span](scene::RowLayout &rows) { rows.setFolded(span, scene::Fold::Closed); });
        return;
    }
    const SpanIndex parent = scene::parentOf(*m_document->table, span);
    if (parent != SpanIndex::None)
        select(parent, Reveal::Yes);
}

void TraceState::goRight()
{
    if (!m_document || m_selected == SpanIndex::None)
        return;
    const SpanIndex span = m_selected;
    const std::int64_t row = m_rows.rowOf(span);
    if (m_rows.groupSize(row) > 1 || (m_rows.hasChildren(span) && m_rows.isFolded(span))) {
        changeRows([span](scene::RowLayout &rows) {
            if (rows.groupSize(rows.rowOf(span)) > 1)
                rows.toggle(span);
            else
                rows.setFolded(span, scene::Fold::Open);
        });
        return;
    }
    const SpanIndex child = scene::firstChild(*m_document->table, span);
    if (child != SpanIndex::None)
        select(child, Reveal::Yes);
}

void TraceState::openSubtree()
{
    if (!m_document || m_selected == SpanIndex::None)
        return;
    const SpanIndex span = m_selected;
    changeRows([span](scene::RowLayout &rows) { rows.foldSubtree(span, scene::Fold::Open); });
}

void TraceState::toggleBookmark()
{
    if (!m_document || m_selected == SpanIndex::None || !m_document->table->isSpan(m_selected) || m_document->isDerived(m_selected))
        return; // a placeholder has no id by which it would be found again
    const SpanId id{m_document->columns().span[toInt(m_selected)]};
    m_context.session.marks().toggle(session::SpanMark{m_document->traceOf(m_selected), id}, m_document->table->start(m_selected));
}

void TraceState::takeMarks()
{
    m_bookmarks.clear();
    if (m_document)
        for (const session::Mark &mark : m_context.session.marks().all())
            if (const auto *of = std::get_if<session::SpanMark>(&mark.target))
                if (const SpanIndex span = m_document->find(of->span); span != SpanIndex::None && m_document->traceOf(span) == of->trace)
                    m_bookmarks.insert(m_document->table->position(span));
}

void TraceState::stepBookmark(Step step)
{
    if (!m_document || m_bookmarks.empty())
        return;
    const auto here = m_selected == SpanIndex::None ? 0u : m_document->table->position(m_selected);
    std::uint32_t position = 0;
    if (step == Step::Next) {
        const auto next = m_bookmarks.upper_bound(here);
        position = next == m_bookmarks.end() ? *m_bookmarks.begin() : *next;
    } else {
        const auto from = m_bookmarks.lower_bound(here);
        position = from == m_bookmarks.begin() ? *m_bookmarks.rbegin() : *std::prev(from);
    }
    select(SpanIndex{m_document->table->order()[position]}, Reveal::Yes);
}

void TraceState::setRange(std::optional<TimeRange> range)
{
    if (m_range == range)
        return;
    m_range = range;
    Q_EMIT overlayChanged();
}

void TraceState::setMarker(std::optional<Nanos> marker)
{
    if (m_marker == marker)
        return;
    m_marker = marker;
    Q_EMIT overlayChanged();
}

QString TraceState::nameOf(SpanIndex span) const
{
    return m_document ? items::textOf(m_document->table->nameText(span)) : QString();
}

QString TraceState::serviceOf(SpanIndex span) const
{
    return m_document ? items::textOf(m_document->table->serviceText(span)) : QString();
}

QString TraceState::inputName(const items::TraceOrigin &origin)
{
    return origin.path.empty() ? tr("input %1").arg(origin.import) : items::textOf(origin.path);
}

QString TraceState::describe(SpanIndex span) const
{
    if (!m_document || span == SpanIndex::None)
        return {};
    const auto &table = *m_document->table;
    QString text = table.isSpan(span) ? serviceOf(span) + u' ' + nameOf(span) : nameOf(span);
    if (const auto figures = repeats(span)) {
        text = QStringLiteral("× %1 ").arg(items::countText(figures->count)) + text + u'\n'
            + tr("total %1, least %2, median %3, most %4").arg(items::durationText(figures->total), items::durationText(figures->min),
                                                              items::durationText(figures->median), items::durationText(figures->max));
        if (figures->errors > 0)
            text += figures->errors == 1 ? tr(", 1 error") : tr(", %1 errors").arg(items::countText(figures->errors));
        return text;
    }
    text += u'\n' + items::durationText(table.duration(span)) + tr(", started +%1")
        .arg(items::durationText(table.start(span) - table.extent().from));
    using enum analysis::NodeFlag;
    if (m_document->isDerived(span))
        text += tr(", made of an access-log line: no span of this service is here");
    if (table.has(span, Error))
        text += tr(", error");
    if (table.has(span, Orphan))
        text += tr(", parent missing");
    if (table.has(span, CycleBroken))
        text += tr(", its parents form a cycle");
    if (table.has(span, Moved))
        text += tr(", start adjusted for clock skew");
    if (table.has(span, DuplicateId))
        text += tr(", its id is not unique");
    if (table.has(span, Negative))
        text += tr(", ends before it starts");
    if (const auto *origin = m_document->onlyOrigin(span))
        text += u'\n' + tr("only in %1").arg(inputName(*origin));
    return text;
}

} // namespace triptych::ui
