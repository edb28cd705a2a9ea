// One run of the explorer against a server, for bench_servers.py, which starts the server and knows how long it took itself.
// Arguments: KIND=URL, a trace's id (of Loki any), the number of searches. Prints one JSON object a line: what, and the times (ns since the
// epoch) of asking and of having painted.
#include "app/composition.h"
#include "items/logs_model.h"
#include "items/traces_model.h"
#include "ui/shell/refresher.h"
#include "ui/trace/trace_page.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>
#include <cstdio>
#include <cstdlib>

using namespace triptych;

namespace {

constexpr int kPatienceMs = 60'000, kLookMs = 20;

template <typename Done> bool waitFor(Done done)
{
    QElapsedTimer clock;
    clock.start();
    // With a time to go on for, processEvents() spins, and takes one core from what is measured.
    QTimer wake;
    wake.start(kLookMs);
    while (!done() && clock.elapsed() < kPatienceMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return done();
}

void print(const char *what, telemetry::Nanos asked, telemetry::Nanos painted)
{
    std::printf("{\"what\": \"%s\", \"asked\": %lld, \"painted\": %lld}\n", what, static_cast<long long>(asked), static_cast<long long>(painted));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QTemporaryDir folder;
    app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    app::Composition composition(settings, ui::Theme::Mode::Light);
    ui::MainWindow &window = composition.window();
    window.resize(1280, 800);
    window.show();
    app::OpenRequest request;
    request.sources = {QString::fromLocal8Bit(argv[1])};
    composition.open(request);
    const auto idle = [&] { return composition.settled() && composition.workspace().source() && !composition.workspace().busy().busy(); };
    if (!waitFor(idle))
        return 1;
    const bool logs = QByteArray(argv[1]).startsWith("loki=");
    items::PagedModel *rows = logs ? static_cast<items::PagedModel *>(window.findChild<items::LogsModel *>()) : window.findChild<items::TracesModel *>();
    telemetry::Nanos painted = 0;
    QObject::connect(rows, &items::PagedModel::queryAnswered, &window, [&] {
        if (rows->rowCount() == 0 || painted != 0)
            return;
        window.repaint(); // synchronous: back when the pixels are there
        painted = ui::Refresher::now();
    });
    for (int i = 0; i < std::atoi(argv[3]); ++i) {
        // Each is another question: the range ends a little earlier.
        const auto last = composition.session().range();
        painted = 0;
        const telemetry::Nanos asked = ui::Refresher::now();
        composition.session().setRange(telemetry::TimeRange{last->from, asked - i});
        if (!waitFor([&] { return painted != 0; }))
            return 1;
        print(logs ? "lines" : "search", asked, painted);
        if (!waitFor(idle))
            return 1;
    }
    if (logs)
        return 0;
    const auto id = telemetry::traceIdFromHex(argv[2]);
    if (!id)
        return 2;
    window.repaint();
    painted = 0;
    const telemetry::Nanos asked = ui::Refresher::now();
    composition.session().openTrace(*id);
    if (!waitFor([&] { return window.findChild<ui::TracePage *>() != nullptr; }))
        return 1;
    QObject::connect(window.findChild<ui::TracePage *>(), &ui::TracePage::loaded, &window, [&] {
        if (painted != 0)
            return;
        window.repaint();
        painted = ui::Refresher::now();
    });
    if (!waitFor([&] { return painted != 0; }))
        return 1;
    print("trace", asked, painted);
    return waitFor(idle) ? 0 : 1;
}
