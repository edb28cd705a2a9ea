#include "session/time_window.h"
#include "test_registry.h"

#include <QSignalSpy>
#include <QTest>

using namespace triptych;
using session::TimeWindow;
using telemetry::Nanos;
using telemetry::TimeRange;

class tst_TimeWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void zoomingKeepsThePlaceUnderThePointer();
    void theWindowStaysNearItsExtent();
    void theWindowIsNeverShorterThanItsMinimum();
    void anExtentOfNoLengthHasAWindow();
    void nothingChangedIsNotTold();
};

namespace {

constexpr Nanos kBase = 1795441740000000000; // epoch nanoseconds, beyond what a double holds exactly

}

void tst_TimeWindow::zoomingKeepsThePlaceUnderThePointer()
{
    TimeWindow window;
    window.setExtent({kBase, kBase + 1000000});
    for (const double factor : {2.0, 1.1, 4.0}) {
        const Nanos at = window.window().from + window.window().length() / 4;
        window.zoomAbout(at, factor);
        const double place = static_cast<double>(at - window.window().from) / static_cast<double>(window.window().length());
        QVERIFY(std::abs(place - 0.25) < 0.001);
    }
    window.showAll();
    QCOMPARE(window.window(), window.extent());
}

void tst_TimeWindow::theWindowStaysNearItsExtent()
{
    TimeWindow window;
    window.setExtent({0, 1000});
    window.setWindow({400, 600});
    window.pan(100);
    QCOMPARE(window.window(), (TimeRange{820, 1020}));
    window.pan(-100);
    QCOMPARE(window.window(), (TimeRange{-20, 180}));
    window.zoomAbout(500, 0.0001);
    QCOMPARE(window.window().length(), Nanos(1250));
    QVERIFY(window.window().from <= 0 && window.window().to >= 1000);
}

void tst_TimeWindow::theWindowIsNeverShorterThanItsMinimum()
{
    TimeWindow window;
    window.setExtent({0, 1000});
    window.zoomAbout(300, 1e12);
    QCOMPARE(window.window().length(), TimeWindow::kMinimum);
    QVERIFY(window.window().contains(300));
    window.zoomAbout(300, 0);
    window.zoomAbout(300, std::nan(""));
    QCOMPARE(window.window().length(), TimeWindow::kMinimum);
}

void tst_TimeWindow::anExtentOfNoLengthHasAWindow()
{
    TimeWindow window;
    window.setExtent({500, 500});
    QCOMPARE(window.window().length(), TimeWindow::kMinimum);
    QVERIFY(window.window().contains(500));
}

void tst_TimeWindow::nothingChangedIsNotTold()
{
    TimeWindow window;
    QSignalSpy changed(&window, &TimeWindow::changed);
    window.setExtent({0, 1000});
    window.setExtent({0, 1000});
    window.setWindow({0, 1000});
    window.showAll();
    QCOMPARE(changed.count(), 1);
}

TRIPTYCH_TEST(tst_TimeWindow)
#include "tst_time_window.moc"
