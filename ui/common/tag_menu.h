#pragma once
#include "ui/common/context.h"

#include <QString>

class QMenu;

namespace triptych::ui {

/// Adds to `menu` what every value of a tag offers, anywhere: "Apply as filter ▸ is / is not / and / and not / or",
/// "Copy value", "Copy as filter". `key` as the filter language writes it. The menu must not outlive the session.
void addTagActions(QMenu &menu, Context &context, const QString &key, const QString &value);
/// `key:value`, quoted as the filter language needs it.
QString tagAsFilter(const QString &key, const QString &value);

} // namespace triptych::ui
