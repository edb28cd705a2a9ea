// One run of the explorer following lines, for bench_tail.py, which writes them. Arguments: KIND=URL, seconds, and whether the
// lines seen so far are told on standard error every ten seconds (which counts them in the GUI thread). Prints one JSON
// object: lines seen, the memory (KiB) at each sixteenth of the run and its peak, and the longest time (ms) in which the GUI
// thread did nothing else than one thing, and when (s).
#include "app/composition.h"
#include "base/heap.h"
#include "ui/shell/refresher.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace triptych;

namespace {

constexpr int kBeatMs = 5, kSamples = 16;

/// A line of this process' status, KiB.
long status(const char *what)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n'))
        if (line.startsWith(what))
            return line.simplified().split(' ').at(1).toLong();
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    base::keepFewHeaps(); // as the program does
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QTemporaryDir folder;
    app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    app::Composition composition(settings, ui::Theme::Mode::Light);
    composition.window().resize(1280, 800);
    composition.window().show();
    app::OpenRequest request;
    request.sources = {QString::fromLocal8Bit(argv[1])};
    composition.open(request);
    const int seconds = std::atoi(argv[2]);
    QElapsedTimer whole, beat;
    qint64 longest = 0, longestAt = 0;
    std::string memory; // KiB, oldest first
    int samples = 0;
    QTimer heart, news;
    QObject::connect(&news, &QTimer::timeout, &application, [&] {
        const auto seen = composition.workspace().source()->stored().logCount({}, {});
        std::fprintf(stderr, "%lld s: %llu lines seen\n", static_cast<long long>(whole.elapsed() / 1000), static_cast<unsigned long long>(seen ? *seen : 0));
    });
    heart.setTimerType(Qt::PreciseTimer);
    QObject::connect(&heart, &QTimer::timeout, &application, [&] {
        if (const qint64 pause = beat.restart() - kBeatMs; pause > longest) {
            longest = pause;
            longestAt = whole.elapsed() / 1000;
        }
        if (whole.elapsed() * kSamples >= qint64(samples + 1) * seconds * 1000) {
            ++samples;
            memory += (memory.empty() ? "" : ", ") + std::to_string(status("VmRSS:"));
        }
        if (whole.elapsed() > seconds * 1000)
            application.quit();
    });
    QObject::connect(&composition.workspace(), &ui::Workspace::sourceChanged, &application, [&] {
        QTimer::singleShot(0, &application, [&] {
            composition.session().setPage(session::Page::Logs); // where lines are looked at
            composition.window().findChild<ui::Refresher *>()->setFollows(true);
            std::printf("{\"what\": \"following\"}\n");
            std::fflush(stdout);
            whole.start();
            beat.start();
            heart.start(kBeatMs);
            if (argc > 3)
                news.start(10'000);
        });
    });
    application.exec();
    heart.stop();
    auto *refresher = composition.window().findChild<ui::Refresher *>();
    const auto seen = composition.workspace().source()->stored().logCount({}, {});
    std::printf("{\"what\": \"tail\", \"lines\": %llu, \"behind\": %.1f, \"rate\": %.0f, \"memory\": [%s], \"peak\": %ld, \"pause\": %lld, \"at\": %lld, \"trouble\": \"%s\"}\n",
                static_cast<unsigned long long>(seen ? *seen : 0), double(refresher->behind()) / 1e9, refresher->rate(), memory.c_str(), status("VmHWM:"), static_cast<long long>(longest), static_cast<long long>(longestAt), qPrintable(refresher->trouble()));
    return 0;
}
