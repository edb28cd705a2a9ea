#pragma once
#include "session/session.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace triptych::ui {

/// An arrangement of panes for one kind of work. What the user changes while it is chosen is remembered with it.
struct NamedLayout {
    QString id, title;
    session::Page page;                         ///< where choosing it goes
    QVector<std::pair<QString, QStringList>> hidden; ///< page → panes not shown at first
};
/// The one of the first start comes first.
const QVector<NamedLayout> &namedLayouts();
/// Panes of `page` that `layout` does not show until the user asks for them.
QStringList hiddenAtFirst(const QString &layout, const QString &page);

} // namespace triptych::ui
