// Frame times of the trace canvases while panning, zooming and scrolling a large trace at 1920x1080, raster.
// Arguments: number of spans (100,000).
#include "synthetic_trace.h"

#include "ui/shell/action_catalog.h"
#include "ui/trace/flame_view.h"
#include "ui/trace/trace_state.h"
#include "ui/trace/waterfall_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

using namespace triptych;

namespace {

constexpr int kFrames = 1000;
constexpr int kWidth = 1920, kHeight = 1080;

/// Processor time of this thread: what a frame costs on a machine that is busy with something else.
double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

/// Paints `frames` frames, moving the window and the rows between them, and prints their times.
template <typename View> void measure(const char *name, View &view, session::TimeWindow &window)
{
    view.resize(kWidth, kHeight);
    view.ensurePolished();
    QImage image(kWidth, kHeight, QImage::Format_RGB32);
    std::vector<double> times, work;
    window.showAll();
    for (int frame = 0; frame < kFrames; ++frame) {
        // Zooms in to a thousandth of the trace and out again, panning and scrolling on the way.
        const double phase = double(frame) / kFrames;
        const auto shown = window.window();
        if (frame % 4 != 3)
            window.zoomAbout(shown.from + shown.length() / 3, phase < 0.45 ? 1.025 : phase < 0.9 ? 1 / 1.025 : 1.0);
        window.pan(0.01 * std::sin(phase * 40));
        auto *rows = view.verticalScrollBar();
        rows->setValue(static_cast<int>(std::fabs(std::sin(phase * 7)) * rows->maximum()));
        QElapsedTimer timer;
        timer.start();
        const double before = threadSeconds();
        QPainter painter(&image);
        view.paintContent(painter);
        painter.end();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
        work.push_back((threadSeconds() - before) * 1e3);
    }
    const auto print = [&](const char *what, std::vector<double> &of) {
        std::sort(of.begin(), of.end());
        const auto at = [&](double share) { return of[static_cast<std::size_t>(share * double(of.size() - 1))]; };
        std::printf("%-10s %d frames, %s: p50 %.2f ms, p99 %.2f ms, worst %.2f ms\n", name, kFrames, what, at(0.5), at(0.99), at(1));
    };
    print("elapsed", times);
    print("thread's own time", work);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const auto spans = static_cast<std::uint32_t>(argc > 1 ? std::atoi(argv[1]) : 100'000);
    base::JobPool pool(2);
    session::Session session;
    ui::Workspace workspace;
    ui::Theme theme;
    theme.setMode(ui::Theme::Mode::Light);
    ui::ActionCatalog actions;
    ui::Preferences preferences;
    ui::Context context{pool, session, workspace, theme, actions, preferences};
    ui::TraceState state(context);

    QElapsedTimer timer;
    timer.start();
    auto columns = std::make_shared<const telemetry::TraceColumns>(bench::syntheticTrace(spans));
    std::printf("trace of %u spans made in %lld ms\n", spans, static_cast<long long>(timer.restart()));
    const auto document = ui::traceDocument(columns, {});
    std::printf("laid out in %lld ms\n", static_cast<long long>(timer.restart()));
    ui::WaterfallView waterfall(state);
    ui::FlameView flame(state);
    session.window().setExtent(document->table->extent());
    state.setDocument(document);
    std::printf("%lld rows in %lld ms\n", static_cast<long long>(state.rows().rowCount()), static_cast<long long>(timer.restart()));
    measure("waterfall", waterfall, session.window());
    measure("flame", flame, session.window());
    timer.restart();
    state.find(QStringLiteral("resource/17"));
    std::printf("find: %zu matches in %.2f ms\n", state.found().hits.size(), double(timer.nsecsElapsed()) / 1e6);
    measure("found", waterfall, session.window());
    return 0;
}
