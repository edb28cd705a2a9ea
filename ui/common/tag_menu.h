#pragma once
#include "ui/common/context.h"

#include <QString>

class QMenu;
class QMouseEvent;
class QWidget;

namespace triptych::ui {

/// Adds to `menu` what every value of a tag offers, anywhere: "Apply as Filter" and "Prepare" ▸ is / is not / and / and
/// not / or, "Compare", "Colour with Rule", "Add Column", "Group By", of a trace "Follow This Trace", "Copy Value", "Copy as Filter". `key` as
/// the filter language writes it. The menu must not outlive the session.
void addTagActions(QMenu &menu, Context &context, const QString &key, const QString &value);
/// Adds "Compare ▸ Use as A, Use as B" for a side of the Compare page. Choosing B goes there.
void addCompareActions(QMenu &menu, Context &context, const query::Selection &side);
/// `key:value`, quoted as the filter language needs it.
QString tagAsFilter(const QString &key, const QString &value);

/// A tag that is dragged carries its filter under this name, and as text.
inline const QString kFilterMime = QStringLiteral("application/x-triptych-filter");

/// Watches the presses of a view whose values can be dragged into the filter bar.
class TagDrag
{
public:
    void pressed(const QMouseEvent &event);
    /// Whether this move, with the left button down, has gone far enough to become a drag.
    bool begins(const QMouseEvent &event);
    /// Drags `key:value`; returns when it was dropped.
    static void run(QWidget *from, Theme &theme, const QString &key, const QString &value);
    QPoint origin() const { return m_from; }

private:
    QPoint m_from;
    bool m_armed = false;
};

} // namespace triptych::ui
