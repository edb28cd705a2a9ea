#include "app/composition.h"
#include "app/logging.h"
#include "app/open_request.h"
#include "app/screenshot.h"
#include "app/settings.h"
#include "app/store_file.h"
#include "app/svg_picture.h"
#include "base/heap.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QScreen>
#include <QTimer>
#include <clocale>
#include <cstdio>

namespace {

constexpr int kWrongUsage = 2;
constexpr QSize kUsualSize(1440, 900);
Q_LOGGING_CATEGORY(startLog, "triptych.start", QtWarningMsg)

} // namespace

int main(int argc, char **argv)
{
    using namespace triptych;
    QElapsedTimer sinceStart;
    sinceStart.start();
    base::keepFewHeaps();
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    // Help and mistakes need no display.
    const auto parsed = app::requestFromArguments(arguments);
    if (!parsed) {
        std::fprintf(stderr, "triptych: %s\n", parsed.error().text().c_str());
        return kWrongUsage;
    }
    app::OpenRequest request = *parsed;
    if (request.help || request.version) {
        const QString text = request.help ? app::usage() : QStringLiteral("triptych " TRIPTYCH_VERSION "\n");
        std::fputs(text.toUtf8().constData(), stdout);
        return 0;
    }
    if (!request.filter.isEmpty())
        if (const auto filter = query::Filter::parse(request.filter.toStdString()); !filter) {
            std::fprintf(stderr, "triptych: --filter: %s\n", filter.error().text().c_str());
            return kWrongUsage;
        }

    // What is to be read need not wait for the window.
    auto runner = std::make_unique<app::ImportRunner>();
    const bool stored = request.paths.size() == 1 && app::isStoreFile(request.paths.front());
    const bool alone = request.drawSvg.isEmpty() && request.sources.isEmpty() && request.profiles.isEmpty() && request.store.isEmpty();
    if (alone && request.demo)
        runner->beginEarly(app::ImportRunner::demo());
    else if (alone && !request.paths.isEmpty() && !stored)
        runner->beginEarly(app::ImportRunner::files(request.paths));
    QApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt takes the user's: a filter, a query or a table with a comma for the point could not be read again
    if (!request.drawSvg.isEmpty())
        return app::drawSvg(request.drawSvg, request.screenshot);
    QCoreApplication::setApplicationName(QStringLiteral("triptych"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TRIPTYCH_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Triptych"));
    QGuiApplication::setDesktopFileName(QStringLiteral("triptych"));
    app::startLogging();
    app::Settings settings;
    if (request.resetLayout)
        settings.resetLayout();
    app::Composition composition(settings, request.theme, std::move(runner));
    ui::MainWindow &window = composition.window();
    if (request.size.isValid()) {
        window.setMinimumSize(request.size.boundedTo(window.minimumSize()));
        window.resize(request.size);
    } else if (!window.restoreGeometry(settings.geometry())) {
        const QSize room = window.screen()->availableSize();
        window.resize(kUsualSize.boundedTo(room)); // where no window manager maximises, too
        if (room.width() < kUsualSize.width() || room.height() < kUsualSize.height())
            window.setWindowState(Qt::WindowMaximized);
    }
    window.restoreState(settings.windowState());
    window.show();
    QTimer::singleShot(0, &window, [&] {
        qCDebug(startLog, "first turn of the event loop after %lld ms", sinceStart.elapsed());
        composition.open(request);
    });
    std::unique_ptr<app::Screenshot> screenshot;
    if (!request.screenshot.isEmpty())
        screenshot = std::make_unique<app::Screenshot>(composition, request.screenshot);
    return QApplication::exec();
}
