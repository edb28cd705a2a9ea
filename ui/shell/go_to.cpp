#include "ui/shell/go_to.h"

#include "base/latest_job.h"
#include "query/compose.h"
#include "session/saved_filters.h"
#include "telemetry/human_text.h"
#include "ui/shell/picker.h"
#include "ui/shell/time_range_dialog.h"

#include <QPointer>

namespace triptych::ui {

namespace {

constexpr std::size_t kMostOperations = 2000;
constexpr telemetry::Nanos kAround = 30'000'000'000; // "go to time" shows a minute about it

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

/// Keeps the list of a picker in step with what is typed and what the source answers.
class GoTo final : public QObject
{
public:
    GoTo(Context &context, const telemetry::StoreInfo &info, const session::SavedFilters &filters, Picker *picker)
        : QObject(picker), m_context(context), m_picker(picker), m_find(context.pool), m_names(context.pool)
    {
        for (const auto &service : info.services)
            m_fixed.append({text(service.name), tr("service, %1 spans").arg(text(telemetry::formatCount(service.spans))),
                            [this, name = service.name] { filterBy("service", name); }});
        for (const session::SavedFilter &filter : filters.saved())
            m_fixed.append({text(filter.name), tr("saved filter"), [this, filter] { apply(filter.text); }});
        connect(picker, &Picker::typedChanged, this, &GoTo::typed);
        askOperations();
        show();
    }

private:
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
        if (const auto time = TimeRangeDialog::parseTime(words))
            m_made.append({tr("Go to %1 UTC").arg(text(telemetry::formatDateTime(*time))), tr("a minute about it"),
                           [this, at = *time] { m_context.session.setRange(telemetry::TimeRange{at - kAround, at + kAround}); },
                           true});
        const auto source = m_context.workspace.source();
        if (!ids.empty() && source) {
            m_find.start(
                [source, ids](std::stop_token stop) {
                    std::vector<telemetry::TraceId> known;
                    for (const telemetry::TraceId id : ids)
                        if (const auto found = source->findTraces(id, stop))
                            known.insert(known.end(), found->begin(), found->end());
                    return known;
                },
                [this](std::vector<telemetry::TraceId> known) {
                    for (const telemetry::TraceId id : known)
                        m_made.prepend({tr("Trace %1").arg(text(telemetry::hex(id))), tr("open"),
                                        [this, id] { m_context.session.openTrace(id); }, true});
                    if (known.empty())
                        m_made.prepend({tr("No trace has this id here"), QString(), {}, true});
                    show();
                });
        }
        show();
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
    new GoTo(context, info, filters, picker);
    picker->open();
}

} // namespace triptych::ui
