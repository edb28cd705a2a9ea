#include "session/marks.h"
#include "session/saved_filters.h"
#include "test_registry.h"

#include <QSignalSpy>
#include <QTest>

using namespace triptych;
using session::LogMark;
using session::Marks;
using session::SavedFilters;
using session::SpanMark;

class tst_Kept : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void marksComeBackFromTheirJson();
    void marksAreVisitedInOrderOfTime();
    void brokenMarksChangeNothing();
    void savedFiltersComeBackFromTheirJson();
    void recentFiltersAreBoundedAndNewestFirst();
};

void tst_Kept::marksComeBackFromTheirJson()
{
    Marks marks;
    QSignalSpy changed(&marks, &Marks::changed);
    const SpanMark span{{0x4bf92f3577b34da6, 0xa3ce929d0e0e4736}, {0xf067aa0ba902b7}};
    const LogMark log{telemetry::RecordId(9007199254740993)};
    const session::RangeMark range{{1, 2}, {1795441740000000000, 1795441740000000009}};
    marks.toggle(span, 1795441740000000001);
    marks.setNote(log, 5, "why <b>here</b>?\n");
    marks.setNote(range, 1795441740000000000, "retries begin");
    QCOMPARE(changed.count(), 3);
    Marks again;
    QVERIFY(again.fromJson(marks.toJson()).ok());
    QCOMPARE(again.all().size(), std::size_t(3));
    QVERIFY(again.contains(span));
    QCOMPARE(again.note(range), std::string("retries begin"));
    QCOMPARE(again.note(log), std::string("why <b>here</b>?\n"));
    QCOMPARE(again.all()[2].time, telemetry::Nanos(1795441740000000001));
    marks.toggle(span, 0);
    QVERIFY(!marks.contains(span));
}

void tst_Kept::marksAreVisitedInOrderOfTime()
{
    Marks marks;
    QVERIFY(!marks.next(0));
    for (const int time : {30, 10, 20})
        marks.toggle(LogMark{telemetry::RecordId(time)}, time);
    QCOMPARE(marks.next(10)->time, telemetry::Nanos(20));
    QCOMPARE(marks.next(30)->time, telemetry::Nanos(10));
    QCOMPARE(marks.previous(10)->time, telemetry::Nanos(30));
}

void tst_Kept::brokenMarksChangeNothing()
{
    Marks marks;
    marks.toggle(LogMark{telemetry::RecordId(1)}, 1);
    for (const char *text : {"", "{", "[]", "{\"marks\":3}"}) {
        const auto result = marks.fromJson(text);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().kind, base::ErrorKind::BadInput);
    }
    QCOMPARE(marks.all().size(), std::size_t(1));
}

void tst_Kept::savedFiltersComeBackFromTheirJson()
{
    SavedFilters filters;
    filters.save("Checkout errors", "service:checkout status:error");
    filters.save("Slow", "duration:>1s");
    filters.save("Slow", "duration:>2s");
    filters.used("a:\"ü\"");
    SavedFilters again;
    QVERIFY(again.fromJson(filters.toJson()).ok());
    QVERIFY(again.saved() == filters.saved());
    QCOMPARE(again.saved().size(), std::size_t(2));
    QVERIFY(again.isSaved("duration:>2s"));
    QCOMPARE(again.recent(), std::vector<std::string>{"a:\"ü\""});
    again.rename("Slow", "Checkout errors");
    QCOMPARE(again.saved().size(), std::size_t(1));
    QCOMPARE(again.saved()[0].text, std::string("duration:>2s"));
    QVERIFY(!again.fromJson("nonsense").ok());
    QCOMPARE(again.saved().size(), std::size_t(1));
}

void tst_Kept::recentFiltersAreBoundedAndNewestFirst()
{
    SavedFilters filters;
    for (int i = 0; i < 100; ++i)
        filters.used("a:" + std::to_string(i));
    QCOMPARE(filters.recent().size(), SavedFilters::kMostRecent);
    filters.used("a:60");
    filters.used("");
    QCOMPARE(filters.recent().front(), std::string("a:60"));
    QCOMPARE(filters.recent().size(), SavedFilters::kMostRecent);
}

TRIPTYCH_TEST(tst_Kept)
#include "tst_kept.moc"
