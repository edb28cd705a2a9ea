#include "ui/shell/page_catalog.h"

#include "ui/compare/compare_page.h"
#include "ui/explore/traces_page.h"
#include "ui/flame/flame_page.h"
#include "ui/logs/logs_page.h"
#include "ui/map/map_page.h"
#include "ui/overview/overview_page.h"
#include "ui/sql/sql_page.h"
#include "ui/trace/trace_desk.h"

#include <QCoreApplication>

namespace triptych::ui {

namespace {

template <typename Widget> PageSpec spec(session::Page page, const char *title, const char *icon, const char *key)
{
    return {page, QCoreApplication::translate("pages", title), QString::fromLatin1(icon), QString::fromLatin1(key),
            [](Context &context, QWidget *parent) -> QWidget * { return new Widget(context, parent); }};
}

} // namespace

std::vector<PageSpec> allPages()
{
    using session::Page;
    return {
        spec<OverviewPage>(Page::Overview, QT_TRANSLATE_NOOP("pages", "Overview"), "overview", "Ctrl+1"),
        spec<TracesPage>(Page::Traces, QT_TRANSLATE_NOOP("pages", "Traces"), "traces", "Ctrl+2"),
        spec<TraceDesk>(Page::Trace, QT_TRANSLATE_NOOP("pages", "Trace"), "trace", "Ctrl+3"),
        spec<FlamePage>(Page::Flame, QT_TRANSLATE_NOOP("pages", "Flame Graph of All Matching Traces"), "", "Ctrl+4"),
        spec<ComparePage>(Page::Compare, QT_TRANSLATE_NOOP("pages", "Compare Two Sets of Traces"), "", ""),
        spec<LogsPage>(Page::Logs, QT_TRANSLATE_NOOP("pages", "Logs"), "logs", "Ctrl+5"),
        spec<MapPage>(Page::Map, QT_TRANSLATE_NOOP("pages", "Map"), "map", "Ctrl+8"),
        spec<SqlPage>(Page::Sql, QT_TRANSLATE_NOOP("pages", "SQL"), "sql", "Ctrl+7"),
    };
}

} // namespace triptych::ui
