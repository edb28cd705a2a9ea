#pragma once
#include "ingest/import_report.h"
#include "ui/shell/import_view.h"

#include <QStringList>

/// The words of an import: its report as the window shows it.
namespace triptych::app {

/// `opened`: the paths that were asked for; files within them are named from there.
ui::ImportView progressView(const QString &what, const ingest::ImportProgress &progress, const QStringList &opened = {});
ui::ImportView reportView(const QString &what, const ingest::ImportReport &report, const QStringList &opened = {});
ui::ImportView errorView(const QString &what, const base::Error &error);
/// "412 MB · 561 k spans, 1.2 M lines": for the recent list.
QString summary(const ingest::ImportReport &report);

} // namespace triptych::app
