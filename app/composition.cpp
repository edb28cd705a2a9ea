#include "app/composition.h"

#include "app/import_texts.h"
#include "app/store_file.h"
#include "sources/local_source.h"
#include "ui/filter/filter_bar.h"
#include "ui/shell/merge_dialog.h"
#include "ui/shell/top_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

namespace triptych::app {

using session::Page;

/// What decides which page a new source opens on.
struct Composition::FirstView {
    std::uint64_t traces = 0, logs = 0;
    std::vector<telemetry::TraceId> only;  ///< the trace, if there is one only
    std::vector<telemetry::TraceId> asked; ///< those with the id that was asked for
    QString keptIn;                        ///< where its view is kept, if it is
    std::optional<session::ViewState> left; ///< as it was left the last time
    std::optional<base::Error> error;
};

Composition::Composition(Settings &settings, std::optional<ui::Theme::Mode> theme, std::unique_ptr<ImportRunner> runner)
    : m_settings(settings), m_views(m_session, m_pool, settings.folder() + QStringLiteral("/views")), m_context{m_pool, m_session, m_workspace, m_theme, m_actions, m_preferences}, m_connections(m_pool, m_theme), m_runner(std::move(runner)), m_opening(m_pool), m_saving(m_pool)
{
    m_theme.setMode(theme.value_or(settings.theme()));
    m_preferences.start(settings.preferences());
    connectPreferences();
    connectColours();
    m_window = std::make_unique<ui::MainWindow>(m_context);
    m_window->setWindowIcon(m_theme.icon(QStringLiteral("triptych")));
    auto &history = m_window->topBar().filter().history();
    if (const std::string saved = settings.filters(); !saved.empty())
        if (const auto read = history.fromJson(saved); !read)
            qWarning("saved filters could not be read: %s", read.error().what.c_str());
    connect(&history, &session::SavedFilters::changed, this, [this, &history] { m_settings.setFilters(history.toJson()); });
    connect(m_runner.get(), &ImportRunner::progressed, this,
            [this](const ingest::ImportProgress &progress) { m_window->showImport(progressView(m_importTitle, progress, m_openPaths)); });
    connect(m_runner.get(), &ImportRunner::ended, this, &Composition::importEnded);
    connectWindow();
    startServers();
    showRecent();
}

Composition::~Composition()
{
    m_runner->cancel();
    if (!m_leavesNoTrace) {
        m_settings.setGeometry(m_window->saveGeometry());
        m_settings.setWindowState(m_window->saveState());
    }
    m_window.reset();
}

void Composition::connectWindow()
{
    ui::MainWindow *window = m_window.get();
    connect(window, &ui::MainWindow::openRequested, this, &Composition::openPaths);
    connect(window, &ui::MainWindow::pasted, this, &Composition::pasted);
    connect(window, &ui::MainWindow::demoRequested, this, [this] {
        m_request = {};
        openDemo();
    });
    connect(window, &ui::MainWindow::saveRequested, this, &Composition::saveAs);
    connect(window, &ui::MainWindow::closeSourceRequested, this, &Composition::closeSource);
    connect(window, &ui::MainWindow::cancelImportRequested, m_runner.get(), &ImportRunner::cancel);
    connect(window, &ui::MainWindow::themeChosen, this, [this](ui::Theme::Mode mode) { m_settings.setTheme(mode); });
    connect(window, &ui::MainWindow::recentForgotten, this, [this](const QString &path) {
        m_settings.forget(path);
        showRecent();
    });
    m_actions.add({QStringLiteral("edit.copyLink"), tr("Copy &Link to This View"), QStringLiteral("Edit"), {}}, window,
                  [this] { QGuiApplication::clipboard()->setText(linkOf(present())); });
}

void Composition::open(const OpenRequest &request)
{
    m_failure.reset();
    m_request = request;
    m_leavesNoTrace = !request.screenshot.isEmpty();
    if (request.demo) {
        openDemo();
    } else if (!request.sources.isEmpty() || !request.profiles.isEmpty()) {
        openServers(request);
    } else if (!request.store.isEmpty())
        openStore(request.store);
    else if (request.paths.size() == 1 && isStoreFile(request.paths.front()))
        openStore(request.paths.front());
    else if (!request.paths.isEmpty())
        import(request.paths, titleOf(request.paths), false);
}

void Composition::openPaths(const QStringList &paths)
{
    if (m_runner->running()) {
        m_window->showFailure(tr("An import is running"), tr("Wait for it, or cancel it, then open again."));
        return;
    }
    if (paths.size() < 2)
        return openTogether(paths, {});
    auto *dialog = new ui::MergeDialog(m_theme, paths, m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { openTogether(dialog->paths(), dialog->offsets()); });
    dialog->open();
}

void Composition::openTogether(const QStringList &paths, const QVector<telemetry::Nanos> &clockOffsets)
{
    OpenRequest request;
    if (paths.size() == 1 && paths.front().startsWith(kProfilePrefix)) {
        request.profiles = profilesOfPath(paths.front());
        open(request);
        return;
    }
    request.paths = paths;
    const bool store = paths.size() == 1 && isStoreFile(paths.front());
    if (!m_store || m_readOnly || store) {
        m_clockOffsets = clockOffsets;
        open(request);
        return;
    }
    auto *box = new QMessageBox(QMessageBox::Question, tr("Open"), tr("Add to what is open?"), QMessageBox::Cancel, m_window.get());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("%1 can be added to %2, so that traces and logs of both stand together, or opened instead of it.")
                                .arg(titleOf(paths), m_title));
    auto *add = box->addButton(tr("Add"), QMessageBox::AcceptRole);
    auto *instead = box->addButton(tr("Open Instead"), QMessageBox::DestructiveRole);
    box->setDefaultButton(add);
    connect(add, &QPushButton::clicked, this, [this, paths, clockOffsets] {
        m_request = {};
        m_clockOffsets = clockOffsets;
        import(paths, titleOf(paths), true);
    });
    connect(instead, &QPushButton::clicked, this, [this, request, clockOffsets] {
        m_clockOffsets = clockOffsets;
        open(request);
    });
    box->open();
}

void Composition::import(const QStringList &paths, const QString &title, bool into)
{
    m_demo = false;
    m_intoOpen = into;
    m_importTitle = title;
    m_openPaths = into ? m_openPaths + paths : paths;
    m_window->showImport(progressView(title, {}));
    m_runner->start(into ? m_store : nullptr, ImportRunner::files(paths, std::exchange(m_clockOffsets, {})));
}

void Composition::openDemo()
{
    if (m_runner->running())
        return;
    m_demo = true;
    m_intoOpen = false;
    m_importTitle = tr("the demo");
    m_openPaths.clear();
    m_window->showImport(progressView(m_importTitle, {}));
    m_runner->start(nullptr, ImportRunner::demo());
}

void Composition::importEnded(const std::shared_ptr<store::Store> &store, const ImportRunner::Outcome &outcome)
{
    if (!outcome) {
        if (outcome.error().kind != base::ErrorKind::Stopped)
            m_failure = outcome.error();
        m_window->showImport(errorView(m_importTitle, outcome.error()));
        return;
    }
    m_window->showImport(reportView(m_importTitle, *outcome, m_openPaths));
    if (outcome->nothingUsable()) {
        m_failure = base::Error{base::ErrorKind::BadInput, "nothing could be read", {}, {}, {}};
        for (const ingest::FileReport &file : outcome->files)
            if (!file.record.errors.empty()) {
                m_failure->what = file.record.errors.front().what;
                m_failure->where.file = file.record.path;
                break;
            }
        return;
    }
    if (m_intoOpen) {
        if (!m_leavesNoTrace)
            m_views.keep(ViewKeeper::fileFor(m_views.folder(), store->importedContent()));
        m_title = titleOf(m_openPaths);
        m_workspace.announceData();
        m_window->setStoreBytes(store->fileBytes());
        return;
    }
    if (!m_demo && m_openPaths.size() == 1)
        remember(m_openPaths.front(), summary(*outcome));
    show(store, m_demo ? tr("Demo") : titleOf(m_openPaths), false);
}

void Composition::openStore(const QString &path)
{
    m_demo = false;
    struct Opened {
        std::shared_ptr<store::Store> store;
        std::optional<base::Error> error;
    };
    m_opening.start(
        [file = path.toStdString(), options = storeOptions()](std::stop_token) {
            auto store = store::Store::open(file, store::Store::Mode::ReadOnly, options);
            return store ? Opened{std::move(*store), {}} : Opened{nullptr, store.error()};
        },
        [this, path](Opened opened) {
            if (opened.error) {
                fail(*opened.error, tr("%1 could not be opened").arg(QFileInfo(path).fileName()));
                return;
            }
            m_openPaths = {path};
            remember(path, QString::fromStdString(sizeText(opened.store->fileBytes())));
            show(std::move(opened.store), QFileInfo(path).fileName(), true);
        });
}

void Composition::show(std::shared_ptr<store::Store> store, const QString &title, bool readOnly)
{
    m_title = title;
    m_readOnly = readOnly;
    m_profiles.clear();
    auto source = std::make_shared<sources::LocalSource>(store, aliases(), title.toStdString());
    m_store = store;
    const std::string wanted = m_request.trace.trimmed().toStdString();
    // The demo always begins at its beginning.
    const QString views = m_leavesNoTrace || m_demo ? QString() : m_views.folder();
    m_opening.start(
        [source, wanted, store, views](std::stop_token stop) {
            FirstView first;
            if (!views.isEmpty()) {
                first.keptIn = ViewKeeper::fileFor(views, store->importedContent());
                first.left = ViewKeeper::read(first.keptIn);
            }
            telemetry::TraceQuery few;
            few.limit = 2;
            const auto page = source->traces({}, few, stop);
            if (!page) {
                first.error = page.error();
                return first;
            }
            first.traces = page->total;
            if (page->total == 1 && !page->rows.empty())
                first.only.push_back(page->rows.front().trace);
            if (first.traces == 0)
                if (const auto logs = source->logCount({}, stop))
                    first.logs = *logs;
            for (const auto decimal : {telemetry::Decimal::IsHex, telemetry::Decimal::IsDatadog}) {
                const auto id = wanted.empty() ? std::nullopt : telemetry::parseTraceContext(wanted, decimal);
                if (!id || !first.asked.empty())
                    continue;
                if (const auto found = source->findTraces(id->trace, stop))
                    first.asked = *found;
            }
            return first;
        },
        [this, source, bytes = store->fileBytes()](FirstView first) {
            showFirst(first, source);
            m_window->setStoreBytes(bytes);
        });
}

void Composition::showFirst(const FirstView &first, std::shared_ptr<sources::Source> source)
{
    if (first.error) {
        fail(*first.error, tr("%1 could not be read").arg(m_title));
        return;
    }
    const OpenRequest request = std::exchange(m_request, {});
    m_views.keep({});
    m_session.reset();
    if (!request.filter.isEmpty()) {
        const auto filter = query::Filter::parse(request.filter.toStdString());
        if (filter)
            m_session.setFilter(*filter);
        else
            m_failure = filter.error();
    }
    std::optional<session::SpanRef> span;
    if (!request.span.isEmpty())
        if (const auto id = telemetry::spanIdFromHex(request.span.toStdString()))
            span = session::SpanRef{*id};
    const bool wantsTrace = !request.page || request.page == Page::Trace;
    if (!first.asked.empty())
        m_session.openTrace(first.asked.front(), span);
    else if (!first.only.empty() && wantsTrace)
        m_session.openTrace(first.only.front(), span);
    else
        m_session.setPage(first.traces == 0 && first.logs > 0 ? Page::Logs : Page::Traces);
    const auto a = session::sideFromText(request.sideA.toStdString()), b = session::sideFromText(request.sideB.toStdString());
    if (a && b)
        m_session.setComparison({*a, *b});
    else
        m_failure = a ? b.error() : a.error();
    if (request.page)
        m_session.setPage(*request.page);
    const bool asksForNothing = !request.page && request.filter.isEmpty() && request.trace.isEmpty() && request.sideA.isEmpty() && request.sideB.isEmpty();
    m_views.keep(first.keptIn);
    if (first.left && asksForNothing)
        m_views.show(*first.left);
    else if (first.left)
        session::showMarks(m_session, *first.left);
    m_session.beginHere();
    m_workspace.setSource(std::move(source));
    if (request.page == Page::Flame && !first.asked.empty()) // of that trace alone
        m_window->showFlame();
    if (!request.trace.isEmpty() && first.asked.empty()) {
        m_failure = base::Error{base::ErrorKind::NotFound, "no trace has the id " + request.trace.toStdString(), {}, {}, {}};
        m_window->showNotice(tr("No trace here has the id %1").arg(request.trace));
    }
}

void Composition::saveAs(const QString &path)
{
    if (!m_store)
        return;
    m_window->showNotice(tr("Saving %1 …").arg(QFileInfo(path).fileName()));
    m_saving.start([store = m_store, file = path.toStdString()](std::stop_token stop) { return store->saveAs(file, stop); },
                   [this, path](base::Result<void> saved) {
                       if (!saved) {
                           fail(saved.error(), tr("%1 could not be saved").arg(QFileInfo(path).fileName()));
                           return;
                       }
                       remember(path, QString::fromStdString(sizeText(std::uint64_t(QFileInfo(path).size()))));
                       m_window->showNotice(tr("Saved %1").arg(path));
                   });
}

void Composition::closeSource()
{
    m_opening.cancel();
    m_views.keep({});
    m_session.reset();
    m_workspace.setSource(nullptr);
    m_store.reset();
    m_openPaths.clear();
    m_title.clear();
    m_profiles.clear();
    m_window->setStoreBytes(0);
}

void Composition::pasted(const QByteArray &text)
{
    if (!m_pasted)
        m_pasted = std::make_unique<QTemporaryDir>();
    QFile file(m_pasted->filePath(tr("pasted %1").arg(++m_pastes)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        fail({base::ErrorKind::Unreadable, file.errorString().toStdString(), {}, {}, {}}, tr("What was pasted could not be kept"));
        return;
    }
    file.close();
    openPaths({file.fileName()});
}

void Composition::remember(const QString &path, const QString &detail)
{
    if (m_leavesNoTrace || path == QStringLiteral("-") || (m_pasted && path.startsWith(m_pasted->path())))
        return;
    m_settings.opened(QFileInfo(path).absoluteFilePath(), detail, QDateTime::currentDateTime());
    showRecent();
}

void Composition::fail(const base::Error &error, const QString &title, const QVector<ui::FailureChoice> &choices)
{
    m_failure = error;
    m_window->showNotice({}); // what it says is going on is over
    m_window->showFailure(title, QString::fromStdString(error.text()), choices);
}

OpenRequest Composition::present() const
{
    OpenRequest request;
    request.demo = m_demo;
    request.profiles = m_profiles;
    for (const QString &path : m_openPaths)
        request.paths.append(QFileInfo(path).absoluteFilePath());
    request.filter = QString::fromStdString(m_session.filter().text());
    if (const auto trace = m_session.trace(); trace && m_session.page() == Page::Trace)
        request.trace = QString::fromStdString(telemetry::hex(*trace));
    if (const auto span = m_session.span(); span && !request.trace.isEmpty())
        request.span = QString::fromStdString(telemetry::hex(span->span));
    request.sideA = QString::fromStdString(session::sideText(m_session.comparison().a));
    request.sideB = QString::fromStdString(session::sideText(m_session.comparison().b));
    request.page = m_session.page() == Page::Start ? Page::Traces : m_session.page();
    return request;
}

} // namespace triptych::app
