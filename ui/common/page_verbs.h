#pragma once
#include "telemetry/ids.h"

#include <QString>

namespace triptych::ui {

class Panes;

/// What the window asks of whichever page it shows, wherever the focus is. A page answers what it has; false where it
/// has no such thing.
class PageVerbs
{
public:
    virtual ~PageVerbs() = default;
    virtual Panes *panes() { return nullptr; }
    /// The main list's row before (-1) or after (1) the current one.
    virtual bool stepRow(int) { return false; }
    /// The record before or after the current one that belongs to the same trace.
    virtual bool stepInTrace(int) { return false; }
    virtual bool toggleMark() { return false; }
    virtual bool stepMark(int) { return false; }
    /// The main list's row of this number, from 1.
    virtual bool goToRow(qint64) { return false; }
    /// Whether the page has a place for a time; then it can show it.
    virtual bool goesToTimes() const { return false; }
    virtual bool goToTime(telemetry::Nanos) { return false; }
    /// A filter that the current record satisfies with all that belongs to it: its trace, its service. Empty: none.
    virtual QString currentAsFilter() { return {}; }
    /// The main list begins to show its newest rows as they come, or ends it.
    virtual void setFollows(bool) {}
    virtual bool exportData() { return false; }
    virtual bool exportPicture() { return false; }
    /// A tag becomes a column of the main list.
    virtual bool addColumn(const QString &) { return false; }
    /// Records are summed up by a tag.
    virtual bool groupBy(const QString &) { return false; }
};

} // namespace triptych::ui
