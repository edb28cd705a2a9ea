#include "app/composition.h"
#include "app/server_source.h"
#include "telemetry/ids.h"
#include "ui/shell/refresher.h"

#include <QFileInfo>

/// The part of the composition that opens connections.
namespace triptych::app {

using session::Page;

const QString Composition::kProfilePrefix = QStringLiteral("connection:/");

namespace {
constexpr int kSettleMs = 250;
constexpr telemetry::Nanos kUsualRange = 3'600'000'000'000; // what is asked for until the user says otherwise
// What servers tell comes in small answers, for as long as the window stands: pages of the store that are read again from the
// disk take less than what a day's tail would have the engine keep.
constexpr std::uint64_t kServersMemory = 128ull << 20;
const QChar kProfileGap = u'\n'; // between names that were opened together: none holds one

const QString kNameGap = QStringLiteral(" + ");

/// "Tempo + Loki", or "3 connections side by side".
QString kindsOf(const std::vector<sources::Profile> &profiles)
{
    if (profiles.size() == 1)
        return QString::fromStdString(sources::kindsText(profiles.front()));
    return Composition::tr("%1 connections side by side").arg(profiles.size());
}
} // namespace

QStringList Composition::profilesOfPath(const QString &path)
{
    return path.mid(kProfilePrefix.size()).split(kProfileGap);
}

std::vector<sources::Profile> Composition::openProfiles() const
{
    std::vector<sources::Profile> out;
    for (const QString &name : m_profiles)
        if (const sources::Profile *profile = m_connections.find(name))
            out.push_back(*profile);
    return out;
}

void Composition::startServers()
{
    m_landed.setSingleShot(true);
    m_landed.setInterval(kSettleMs);
    connect(&m_landed, &QTimer::timeout, this, [this] {
        m_workspace.announceLanded(std::exchange(m_landedLines, false));
        if (m_store)
            m_window->setStoreBytes(m_store->fileBytes());
    });
    connect(m_window.get(), &ui::MainWindow::newConnectionRequested, this, [this] { m_connections.showDialog(m_window.get()); });
    connect(m_window.get(), &ui::MainWindow::connectRequested, this, [this](const QString &name) {
        const auto &all = m_connections.profiles();
        const QString open = !m_profiles.isEmpty() ? m_profiles.front() : all.empty() ? QString() : QString::fromStdString(all.front().name);
        // Of several that were opened together, the first is shown.
        const QString chosen = m_connections.find(name) ? name : name.section(kNameGap, 0, 0);
        m_connections.showDialog(m_window.get(), name.isEmpty() ? open : chosen, m_profiles.size() > 1 ? m_profiles : QStringList());
    });
    connect(&m_connections, &Connections::changed, this, &Composition::showRecent);
    connect(&m_connections, &Connections::openRequested, this, [this](const QStringList &names) {
        OpenRequest request;
        request.profiles = names;
        open(request);
    });
    if (const auto read = m_connections.read(); !read)
        qWarning("connections could not be read: %s", read.error().text().c_str());
}

void Composition::openServers(const OpenRequest &request)
{
    std::vector<sources::Profile> profiles;
    for (const QString &wanted : request.profiles) {
        const sources::Profile *saved = m_connections.find(wanted);
        if (!saved) {
            fail({base::ErrorKind::NotFound, "no connection is called \"" + wanted.toStdString() + "\"", {}, {}, "File > Connections makes one"}, tr("There is no such connection"));
            return;
        }
        profiles.push_back(*saved);
    }
    if (!request.sources.isEmpty()) {
        auto given = profileOf(request.sources);
        if (!given) {
            fail(given.error(), tr("There is no such server"));
            return;
        }
        profiles.push_back(std::move(*given));
    }
    const QString name = QString::fromStdString(sources::titleOf(profiles));
    m_demo = false;
    m_window->showNotice(tr("Opening %1 …").arg(name));
    struct Opened {
        std::shared_ptr<store::Store> store;
        std::shared_ptr<sources::RemoteSource> source;
        std::optional<base::Error> error;
    };
    m_opening.start(
        [this, profiles, secrets = m_connections.secrets(), aliases = aliases(), options = storeOptions(kServersMemory)](std::stop_token) mutable -> Opened {
            auto store = store::Store::temporary(options);
            if (!store)
                return {nullptr, nullptr, store.error()};
            auto source = connected(std::move(profiles), secrets, *store, std::move(aliases));
            if (!source)
                return {nullptr, nullptr, source.error()};
            (*source)->whenLanded([this](sources::RemoteSource::Landed landed) {
                QMetaObject::invokeMethod(&m_landed, [this, landed] { answerLanded(landed); }, Qt::QueuedConnection);
            });
            (*source)->whenTroubled([this, asked = std::weak_ptr<sources::Source>(*source)] {
                QMetaObject::invokeMethod(&m_landed, [this, asked] {
                    if (const auto still = asked.lock(); still && still == m_workspace.source())
                        m_window->showTroubles(still->troubles());
                }, Qt::QueuedConnection);
            });
            return {std::move(*store), std::move(*source), {}};
        },
        [this, request, name, kinds = kindsOf(profiles)](Opened opened) {
            if (opened.error) {
                const QString edited = request.profiles.isEmpty() ? QString() : request.profiles.front();
                QVector<ui::FailureChoice> choices;
                if (!edited.isEmpty())
                    choices.append({tr("Edit Connection"), [this, edited] { m_connections.showDialog(m_window.get(), edited); }});
                choices.append({tr("Retry"), [this, request] { open(request); }});
                fail(*opened.error, tr("%1 could not be opened").arg(name), choices);
                return;
            }
            m_openPaths.clear();
            m_profiles = request.profiles;
            m_title = name;
            m_readOnly = false;
            if (!m_profiles.isEmpty() && request.sources.isEmpty() && !m_leavesNoTrace) {
                m_settings.opened(kProfilePrefix + m_profiles.join(kProfileGap), kinds, QDateTime::currentDateTime());
                showRecent();
            }
            showServers(std::move(opened.store), std::move(opened.source));
        });
}

/// Nothing waits for a server before the page is there: the page shows that it asks, what failed, and lets ask again.
void Composition::showServers(std::shared_ptr<store::Store> store, std::shared_ptr<sources::RemoteSource> source)
{
    m_store = std::move(store);
    const OpenRequest request = std::exchange(m_request, {});
    m_views.keep({});
    m_session.reset();
    if (const auto filter = query::Filter::parse(request.filter.toStdString()))
        m_session.setFilter(*filter);
    else
        m_failure = filter.error();
    m_session.setLast(kUsualRange, ui::Refresher::now());
    const bool traces = source->holds(telemetry::Table::Spans), logs = source->holds(telemetry::Table::Logs);
    m_session.setPage(request.page.value_or(logs && !traces ? Page::Logs : Page::Traces));
    const auto a = session::sideFromText(request.sideA.toStdString()), b = session::sideFromText(request.sideB.toStdString());
    if (a && b)
        m_session.setComparison({*a, *b});
    else
        m_failure = a ? b.error() : a.error();
    m_session.beginHere();
    m_workspace.setSource(source);
    m_window->setStoreBytes(m_store->fileBytes());
    m_window->showNotice({});
    if (!request.trace.isEmpty())
        findAskedTrace(source, request.trace.trimmed(), request.span);
}

void Composition::findAskedTrace(const std::shared_ptr<sources::Source> &source, const QString &trace, const QString &span)
{
    m_window->showNotice(tr("Looking for trace %1 …").arg(trace));
    m_opening.start(
        [source, wanted = trace.toStdString()](std::stop_token stop) -> base::Result<std::vector<telemetry::TraceId>> {
            std::vector<telemetry::TraceId> found;
            for (const auto decimal : {telemetry::Decimal::IsHex, telemetry::Decimal::IsDatadog}) {
                const auto id = telemetry::parseTraceContext(wanted, decimal);
                if (!id || !found.empty())
                    continue;
                auto here = source->findTraces(id->trace, stop);
                if (!here)
                    return here;
                found = std::move(*here);
            }
            return found;
        },
        [this, source, trace, span](const base::Result<std::vector<telemetry::TraceId>> &found) {
            if (!found) {
                fail(found.error(), tr("Trace %1 could not be fetched").arg(trace), {{tr("Retry"), [this, source, trace, span] { findAskedTrace(source, trace, span); }}});
                return;
            }
            if (found->empty()) {
                m_failure = base::Error{base::ErrorKind::NotFound, "no trace has the id " + trace.toStdString(), {}, {}, {}};
                m_window->showNotice(tr("No trace there has the id %1").arg(trace));
                return;
            }
            m_window->showNotice({});
            const auto id = telemetry::spanIdFromHex(span.toStdString());
            m_session.openTrace(found->front(), id ? std::optional(session::SpanRef{*id}) : std::nullopt);
        });
}

void Composition::answerLanded(sources::RemoteSource::Landed landed)
{
    m_landedLines = m_landedLines || landed.lines > 0;
    m_landed.start();
}

void Composition::showRecent()
{
    QVector<ui::RecentItem> items;
    const QDateTime now = QDateTime::currentDateTime();
    const auto recent = m_settings.recent();
    for (const Settings::Recent &item : recent) {
        const bool connection = item.path.startsWith(kProfilePrefix);
        const QStringList names = connection ? profilesOfPath(item.path) : QStringList{QFileInfo(item.path).fileName()};
        if (!connection || std::all_of(names.begin(), names.end(), [this](const QString &name) { return m_connections.find(name); }))
            items.append({item.path, names.join(kNameGap), item.detail, dayText(item.opened, now), connection});
    }
    // Connections that were not opened yet, or not lately.
    for (const sources::Profile &profile : m_connections.profiles()) {
        const QString name = QString::fromStdString(profile.name), path = kProfilePrefix + name;
        if (std::none_of(items.begin(), items.end(), [&](const ui::RecentItem &item) { return item.path == path; }))
            items.append({path, name, QString::fromStdString(sources::kindsText(profile)), {}, true});
    }
    m_window->setRecent(items);
}

} // namespace triptych::app
