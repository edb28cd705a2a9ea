#include "ui/shell/page_catalog.h"

#include <QCoreApplication>

#if __has_include("ui/explore/traces_page.h")
#include "ui/explore/traces_page.h"
#define TRIPTYCH_TRACES_PAGE
#endif
#if __has_include("ui/trace/trace_page.h")
#include "ui/trace/trace_page.h"
#define TRIPTYCH_TRACE_PAGE
#endif
#if __has_include("ui/logs/logs_page.h")
#include "ui/logs/logs_page.h"
#define TRIPTYCH_LOGS_PAGE
#endif
#if __has_include("ui/map/map_page.h")
#include "ui/map/map_page.h"
#define TRIPTYCH_MAP_PAGE
#endif
#if __has_include("ui/sql/sql_page.h")
#include "ui/sql/sql_page.h"
#define TRIPTYCH_SQL_PAGE
#endif

namespace triptych::ui {

namespace {

template <typename Widget> PageSpec spec(session::Page page, const char *title, const char *icon, const char *key)
{
    return {page, QCoreApplication::translate("pages", title), QString::fromLatin1(icon), QString::fromLatin1(key),
            [](Context &context) -> QWidget * { return new Widget(context, nullptr); }};
}

} // namespace

std::vector<PageSpec> allPages()
{
    using session::Page;
    std::vector<PageSpec> pages;
#ifdef TRIPTYCH_TRACES_PAGE
    pages.push_back(spec<TracesPage>(Page::Traces, QT_TRANSLATE_NOOP("pages", "Traces"), "traces", "Ctrl+2"));
#endif
#ifdef TRIPTYCH_TRACE_PAGE
    pages.push_back(spec<TracePage>(Page::Trace, QT_TRANSLATE_NOOP("pages", "Trace"), "trace", "Ctrl+3"));
#endif
#ifdef TRIPTYCH_LOGS_PAGE
    pages.push_back(spec<LogsPage>(Page::Logs, QT_TRANSLATE_NOOP("pages", "Logs"), "logs", "Ctrl+5"));
#endif
#ifdef TRIPTYCH_MAP_PAGE
    pages.push_back(spec<MapPage>(Page::Map, QT_TRANSLATE_NOOP("pages", "Map"), "map", "Ctrl+8"));
#endif
#ifdef TRIPTYCH_SQL_PAGE
    pages.push_back(spec<SqlPage>(Page::Sql, QT_TRANSLATE_NOOP("pages", "SQL"), "sql", "Ctrl+7"));
#endif
    return pages;
}

} // namespace triptych::ui
