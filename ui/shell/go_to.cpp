#include "ui/shell/go_to.h"

#include "base/latest_job.h"
#include "base/qt_text.h"
#include "query/compose.h"
#include "session/saved_filters.h"
#include "telemetry/human_text.h"
#include "ui/common/page_verbs.h"
#include "ui/shell/picker.h"
#include "ui/shell/time_range_dialog.h"

#include <QPointer>

namespace triptych::ui {

using base::text;

namespace {

constexpr std::size_t kMostOperations = 2000;
constexpr std::size_t kSpanDigits = 16;
constexpr telemetry::Nanos kAround = 30'000'000'000; // "go to time" shows a minute about it

/// Keeps the list of a picker in step with what is typed and what the source answers.
class GoTo final : public QObject
{
public:
    /// Without `filters` only places are offered.
    GoTo(Context &context, const telemetry::StoreInfo &info, const session::SavedFilters *filters, PageVerbs *page, Picker *picker)
        : QObject(picker), m_context(context), m_page(page), m_day(info.time.from), m_picker(picker), m_find(context.pool),
          m_names(context.pool)
    {
        connect(picker, &Picker::typedChanged, this, &GoTo::typed);
        if (filters)
            addNames(info, *filters);
        show();
    }

private:
    void addNames(const telemetry::StoreInfo &info, const session::SavedFilters &filters)
    {
        for (const auto &service : info.services)
            m_fixed.append({text(service.name), tr("service, %1 spans").arg(text(telemetry::formatCount(service.spans))),
                            [this, name = service.name] { filterBy("service", name); }});
        for (const session::SavedFilter &filter : filters.saved())
            m_fixed.append({text(filter.name), tr("saved filter"), [this, filter] { apply(filter.text); }});
        askOperations();
    }

    void askOperations()
    {
        const auto source = m_context.workspace.source();
        if (!source)
            return;
        m_names.start([source](std::stop_token stop) { return source->tagValues("name", {}, kMostOperations, stop); },
                      [this](base::Result<std::vector<telemetry::TagValue>> found) {
                          if (!found)
                              return;
                          for (const telemetry::TagValue &value : *found)
                              m_fixed.append({text(value.value),
                                              tr("operation, %1 spans").arg(text(telemetry::formatCount(value.spans))),
                                              [this, name = value.value] { filterBy("name", name); }});
                          show();
                      });
    }

    void typed(const QString &words)
    {
        m_made.clear();
        m_find.cancel();
        const std::string utf8 = words.trimmed().toStdString();
        // A decimal of Datadog's length is tried as such; the same digits may also be hex.
        std::vector<telemetry::TraceId> ids;
        constexpr qsizetype kShortestId = 8;
        if (words.trimmed().size() >= kShortestId)
            for (const auto decimal : {telemetry::Decimal::IsHex, telemetry::Decimal::IsDatadog})
                if (const auto found = telemetry::parseTraceContext(utf8, decimal); found && !found->trace.empty())
                    if (ids.empty() || ids.front() != found->trace)
                        ids.push_back(found->trace);
        addRow(words.trimmed());
        addTime(words);
        std::optional<telemetry::SpanId> span;
        if (utf8.size() == kSpanDigits)
            span = telemetry::spanIdFromHex(utf8);
        const auto source = m_context.workspace.source();
        if (!ids.empty() && source) {
            m_find.start([source, ids, span](std::stop_token stop) { return find(*source, ids, span, stop); },
                         [this](const Found &found) {
                             for (const telemetry::TraceId id : found.traces)
                                 m_made.prepend({tr("Trace %1").arg(text(telemetry::hex(id))), tr("open"),
                                                 [this, id] { m_context.session.openTrace(id); }, true});
                             for (const telemetry::SpanRow &row : found.spans)
                                 m_made.prepend({tr("Span %1 of %2").arg(text(row.name), text(row.service)), tr("trace %1").arg(text(telemetry::hex(row.trace))),
                                                 [this, row] { m_context.session.openTrace(row.trace, session::SpanRef{row.span, row.record}); }, true});
                             if (found.traces.empty() && found.spans.empty())
                                 m_made.prepend({tr("No trace or span has this id here"), QString(), {}, true});
                             show();
                         });
        }
        show();
    }

    struct Found {
        std::vector<telemetry::TraceId> traces;
        std::vector<telemetry::SpanRow> spans;
    };
    static Found find(sources::Source &source, const std::vector<telemetry::TraceId> &ids, std::optional<telemetry::SpanId> span, std::stop_token stop)
    {
        constexpr std::uint64_t kMostSpans = 8; // an id that stands in several traces
        Found found;
        for (const telemetry::TraceId id : ids)
            if (const auto known = source.findTraces(id, stop))
                found.traces.insert(found.traces.end(), known->begin(), known->end());
        const auto filter = span ? query::Filter::parse(query::termText("span", telemetry::hex(*span))) : base::Result<query::Filter>(query::Filter());
        if (!span || !filter)
            return found;
        telemetry::SpanQuery few;
        few.limit = kMostSpans;
        if (auto page = source.spans({*filter, std::nullopt}, few, stop))
            found.spans = std::move(page->rows);
        return found;
    }

    /// "1204": the row of that number on the page that is shown.
    void addRow(QString digits)
    {
        digits.remove(u',').remove(u'\'');
        bool ok = false;
        const qint64 row = digits.toLongLong(&ok);
        constexpr qsizetype kMostDigits = 9; // more are a time
        if (!ok || row < 1 || digits.size() > kMostDigits || !m_page)
            return;
        m_made.append({tr("Line %1 of this page").arg(text(telemetry::formatCount(std::uint64_t(row)))), tr("its number in the list"),
                       [page = m_page, row] { page->goToRow(row); }, true});
    }

    /// A time with its date, or of the day that the data begins on.
    void addTime(const QString &words)
    {
        auto time = TimeRangeDialog::parseTime(words);
        if (!time)
            time = TimeRangeDialog::parseClock(words, m_day);
        if (!time)
            return;
        const QString at = text(telemetry::formatDateTime(*time));
        if (m_page && m_page->goesToTimes())
            m_made.append({tr("Go to %1 UTC on this page").arg(at), tr("the first record from then on"), [this, page = m_page, time = *time] {
                               if (!page->goToTime(time))
                                   m_context.session.setRange(telemetry::TimeRange{time - kAround, time + kAround});
                           }, true});
        m_made.append({tr("Only about %1 UTC").arg(at), tr("a minute"),
                       [this, at = *time] { m_context.session.setRange(telemetry::TimeRange{at - kAround, at + kAround}); }, true});
    }

    void show() { m_picker->setItems(m_made + m_fixed); }

    void filterBy(std::string_view key, const std::string &value)
    {
        apply(query::termText(key, value));
    }

    void apply(const std::string &filter)
    {
        if (const auto parsed = query::Filter::parse(filter)) {
            m_context.session.setFilter(*parsed);
            m_context.session.setPage(session::Page::Traces);
        }
    }

    Context &m_context;
    PageVerbs *m_page; ///< outlives the picker, which is modal; null: no page is shown
    telemetry::Nanos m_day;
    Picker *m_picker;
    base::LatestJob m_find, m_names;
    QVector<PickerItem> m_made, m_fixed;
};

} // namespace

void openGoTo(Context &context, const telemetry::StoreInfo &info, const session::SavedFilters &filters, QWidget *window)
{
    auto *picker = new Picker(context.theme, QObject::tr("Go To"),
                              QObject::tr("Trace id in any spelling, time, service, operation or saved filter"), window);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    picker->setNothing(QObject::tr("Nothing here is called that"));
    new GoTo(context, info, &filters, nullptr, picker);
    picker->open();
}

void openGoToPlace(Context &context, const telemetry::StoreInfo &info, PageVerbs *page, QWidget *window)
{
    auto *picker = new Picker(context.theme, QObject::tr("Go To Time, Line or Id"),
                              QObject::tr("1204 · 14:02:31.5 · 2026-11-23 14:02 · a trace or span id"), window);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    picker->setNothing(QObject::tr("Type the number of a row, a time of the data's day or with its date, or the id of a trace or span"));
    new GoTo(context, info, nullptr, page, picker);
    picker->open();
}

} // namespace triptych::ui
