#pragma once
#include "analysis/find.h"
#include "base/latest_job.h"
#include "items/rule_colours.h"
#include "scene/hit_index.h"
#include "scene/navigate.h"
#include "ui/common/context.h"
#include "ui/trace/trace_document.h"

#include <QObject>
#include <QString>
#include <optional>
#include <set>

namespace triptych::ui {

/// What the views of one trace page share beyond the session: the prepared trace, its rows, find hits, bookmarks, the
/// range. Selection and hover live in the session; placeholders, which are no spans, are selected here alone.
/// GUI thread.
class TraceState : public QObject
{
    Q_OBJECT
public:
    explicit TraceState(Context &context, QObject *parent = nullptr);

    Context &context() { return m_context; }
    const std::shared_ptr<const TraceDocument> &document() const { return m_document; }
    /// Null: no trace. Keeps range and find only across documents of the same trace.
    void setDocument(std::shared_ptr<const TraceDocument> document);

    const scene::RowLayout &rows() const { return m_rows; }
    /// Changes the rows by `change(RowLayout &)` and tells.
    template <typename Change> void changeRows(Change change)
    {
        change(m_rows);
        Q_EMIT rowsChanged();
    }

    SpanIndex selected() const { return m_selected; }
    enum class Reveal { No, Yes };
    /// Yes: unfolds what hides the span, and views scroll to it.
    void select(SpanIndex span, Reveal reveal = Reveal::No);
    SpanIndex hovered() const { return m_hovered; }
    void setHovered(SpanIndex span);

    bool criticalShown() const { return m_critical; }
    void setCriticalShown(bool shown);

    const QString &findText() const { return m_findText; }
    const analysis::FindResult &found() const { return m_found; }
    const scene::HitIndex &hitIndex() const { return m_hitIndex; }
    bool finding() const { return !m_findText.isEmpty(); }
    /// Marks every match; in a large trace a moment later, from the pool.
    void find(const QString &text);
    /// Marks these spans as find does, under a name of their own, until something else is searched for.
    void mark(const QString &what, analysis::FindResult spans);
    void stepHit(scene::Step step);
    /// Hits among the nodes that a row stands for: a group's members, all below a folded one.
    std::size_t hitsOf(SpanIndex row) const;
    int hitNumber() const; ///< of the selected span, from 1; 0 if it is no hit

    void stepError(scene::Step step);
    void stepSibling(scene::Step step);
    void stepRow(std::int64_t by);
    void goLeft();  ///< fold, then the parent
    void goRight(); ///< unfold, then the first child
    void openSubtree();
    void foldRepeats();
    /// Levels of the tree that are open; 0: all.
    std::uint32_t levels() const { return m_levels; }
    void setLevels(std::uint32_t levels);
    void stepLevels(int by);

    /// What has rows, with the ancestors that lead to it; the rest is hidden, not lost.
    enum class Show { All, Errors, Critical, Matches, OneImport, OnlyInImport };
    Show show() const { return m_show; }
    void setShow(Show show);
    void toggleShow(Show show) { setShow(m_show == show ? Show::All : show); }
    /// Only the spans that this import brought; Alone::Yes: those of them that no other brought.
    enum class Alone : std::uint8_t { No, Yes };
    void showImport(std::int32_t import, Alone alone = Alone::No);
    std::int32_t shownImport() const { return m_import; }

    /// Figures of the repeats that a row stands for; nothing for other rows.
    std::optional<analysis::RepeatFigures> repeats(SpanIndex row) const;

    const std::set<std::uint32_t> &bookmarks() const { return m_bookmarks; }
    void toggleBookmark();
    void stepBookmark(scene::Step step);

    std::optional<TimeRange> range() const { return m_range; }
    void setRange(std::optional<TimeRange> range);
    /// Time of the log line pointed at or selected.
    std::optional<Nanos> marker() const { return m_marker; }
    void setMarker(std::optional<Nanos> marker);

    /// The rule that colours this row; null for none.
    const session::ColourRule *ruleOf(SpanIndex span) const;
    items::RuleColouring &colouring() { return m_colours; }

    QString nameOf(SpanIndex span) const;
    QString serviceOf(SpanIndex span) const;
    /// What an input is called where it stands in a sentence.
    static QString inputName(const items::TraceOrigin &origin);
    /// One or two plain lines for a tooltip or screen reader.
    QString describe(SpanIndex span) const;

Q_SIGNALS:
    void documentChanged();
    void rowsChanged();
    void selectedChanged();
    void revealed(telemetry::SpanIndex span); ///< scroll to it
    void hoveredChanged();
    void overlayChanged(); ///< find hits, bookmarks, critical path, range, marker

private:
    void takeSessionSpan();
    void takeFound(analysis::FindResult found);
    std::vector<bool> wanted() const;
    void applyShow();
    void takeMarks();

    Context &m_context;
    std::shared_ptr<const TraceDocument> m_document;
    scene::RowLayout m_rows;
    SpanIndex m_selected = SpanIndex::None, m_hovered = SpanIndex::None;
    bool m_critical = true;
    QString m_findText;
    bool m_marked = false; ///< hits were given, not found
    analysis::FindResult m_found;
    scene::HitIndex m_hitIndex;
    base::LatestJob m_finding;
    items::RuleColouring m_colours;
    Show m_show = Show::All;
    std::int32_t m_import = 0;
    std::uint32_t m_levels = 0;
    std::set<std::uint32_t> m_bookmarks; // the session's marks on this trace: positions in waterfall order
    std::optional<TimeRange> m_range;
    std::optional<Nanos> m_marker;
};

} // namespace triptych::ui
