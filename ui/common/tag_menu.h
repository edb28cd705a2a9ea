#pragma once
#include "ui/common/context.h"

#include <QString>

class QMenu;

namespace triptych::ui {

/// Adds to `menu` what every value of a tag offers, anywhere: "Apply as filter ▸ is / is not / and / and not / or",
/// "Copy value", "Copy as filter". `key` as the filter language writes it. The menu must not outlive the session.
void addTagActions(QMenu &menu, Context &context, const QString &key, const QString &value);
/// Adds "Compare ▸ Use as A, Use as B" for a side of the Compare page. Choosing B goes there.
void addCompareActions(QMenu &menu, Context &context, const query::Selection &side);
/// `key:value`, quoted as the filter language needs it.
QString tagAsFilter(const QString &key, const QString &value);

} // namespace triptych::ui
