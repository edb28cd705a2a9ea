#include "ui/trace/trace_state.h"

#include <algorithm>

namespace triptych::ui {

namespace {
constexpr std::uint32_t kFindAtOnce = 50'000; // spans searched within one frame
}

void TraceState::find(const QString &text)
{
    m_finding.cancel();
    m_findText = text;
    m_marked = false;
    if (!m_document || text.trimmed().isEmpty()) {
        takeFound({});
        return;
    }
    const auto search = [document = m_document, query = text.toStdString()](std::stop_token stop) {
        return analysis::find(*document->table, analysis::FindQuery(query), stop);
    };
    if (m_document->table->spanCount() <= kFindAtOnce)
        takeFound(search({}));
    else
        m_finding.start(search, [this](analysis::FindResult found) { takeFound(std::move(found)); });
}

void TraceState::mark(const QString &what, analysis::FindResult spans)
{
    m_finding.cancel();
    m_findText = what.trimmed().isEmpty() ? tr("(unnamed)") : what;
    m_marked = true;
    takeFound(std::move(spans));
}

void TraceState::takeFound(analysis::FindResult found)
{
    m_found = std::move(found);
    m_hitIndex = m_document ? scene::HitIndex(*m_document->flame, m_found) : scene::HitIndex();
    if (m_show == Show::Matches)
        applyShow();
    Q_EMIT overlayChanged();
}

std::size_t TraceState::hitsOf(SpanIndex row) const
{
    if (!m_document || m_found.hits.empty())
        return 0;
    const auto &table = *m_document->table;
    const std::uint32_t first = table.position(row);
    std::uint32_t last = first + 1;
    if (m_rows.isFolded(row))
        last = table.subtreeEnd(first);
    else
        last = first + m_rows.groupSize(m_rows.rowOf(row));
    const auto before = [&table](std::uint32_t hit, std::uint32_t position) { return table.position(SpanIndex{hit}) < position; };
    const auto from = std::lower_bound(m_found.hits.begin(), m_found.hits.end(), first, before);
    return static_cast<std::size_t>(std::lower_bound(from, m_found.hits.end(), last, before) - from);
}

void TraceState::foldRepeats()
{
    if (!m_document)
        return;
    changeRows([](scene::RowLayout &rows) {
        rows.setRepeats(rows.repeats() == scene::Repeats::Grouped ? scene::Repeats::Separate : scene::Repeats::Grouped);
    });
    if (m_selected != SpanIndex::None)
        Q_EMIT revealed(m_selected);
}

void TraceState::setLevels(std::uint32_t levels)
{
    if (!m_document)
        return;
    m_levels = levels >= m_document->table->maxDepth() ? 0 : levels;
    changeRows([this](scene::RowLayout &rows) {
        if (m_levels == 0)
            rows.openAll();
        else
            rows.foldBelowDepth(m_levels);
    });
    if (m_selected != SpanIndex::None)
        Q_EMIT revealed(m_selected);
}

void TraceState::stepLevels(int by)
{
    if (!m_document)
        return;
    const auto open = static_cast<std::int64_t>(m_levels == 0 ? m_document->table->maxDepth() : m_levels);
    setLevels(static_cast<std::uint32_t>(std::max<std::int64_t>(1, open + by)));
}

std::vector<bool> TraceState::wanted() const
{
    const auto &table = *m_document->table;
    if (m_show == Show::All || (m_show == Show::Matches && m_findText.trimmed().isEmpty()))
        return {};
    std::vector<bool> wanted(table.nodeCount(), false);
    for (std::uint32_t i = 0; i < table.spanCount(); ++i) {
        const SpanIndex span{i};
        switch (m_show) {
        case Show::Errors: wanted[i] = table.has(span, analysis::NodeFlag::Error); break;
        case Show::Critical: wanted[i] = m_document->critical.contains(span); break;
        case Show::Matches: wanted[i] = m_found.contains(span); break;
        case Show::OneImport: wanted[i] = m_document->columns().import[i] == m_import; break;
        case Show::OnlyInImport: wanted[i] = i < m_document->onlyIn.size() && m_document->onlyIn[i] == m_import; break;
        case Show::All: break;
        }
    }
    if (m_show == Show::OneImport)
        for (const auto &repeat : m_document->columns().repeats)
            if (repeat.import == m_import)
                wanted[repeat.row] = true;
    return wanted;
}

void TraceState::applyShow()
{
    changeRows([this](scene::RowLayout &rows) { rows.showOnly(wanted()); });
    if (m_selected != SpanIndex::None)
        Q_EMIT revealed(m_selected);
}

void TraceState::setShow(Show show)
{
    if (!m_document || std::exchange(m_show, show) == show)
        return;
    applyShow();
    Q_EMIT overlayChanged();
}

void TraceState::showImport(std::int32_t import, Alone alone)
{
    if (!m_document)
        return;
    m_import = import;
    m_show = alone == Alone::Yes ? Show::OnlyInImport : Show::OneImport;
    applyShow();
    Q_EMIT overlayChanged();
}

std::optional<analysis::RepeatFigures> TraceState::repeats(SpanIndex row) const
{
    if (!m_document || row == SpanIndex::None || !m_rows.isShown(row))
        return std::nullopt;
    const auto members = m_rows.members(m_rows.rowOf(row));
    if (members.size() < 2)
        return std::nullopt;
    return analysis::repeatFigures(*m_document->table, members);
}

} // namespace triptych::ui
