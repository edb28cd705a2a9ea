#include "explore_fixture.h"
#include "test_registry.h"
#include "ui/common/flat_button.h"
#include "ui/compare/aligned_view.h"
#include "ui/compare/compare_page.h"
#include "ui/explore/data_table.h"

#include <QLabel>

using namespace triptych;
using items::AlignedModel;
using tests::FakeSource;
using ui::ComparePage;

namespace {

/// Holds eachTrace until it is let go, or stopped; side B lacks the span it is told to.
struct TwoSidedSource : FakeSource {
    std::atomic<bool> hold{false};
    std::atomic<int> merging{0}, atOnce{0};
    base::Result<void> eachTrace(const query::Selection &selection, const std::function<void(const telemetry::TraceColumns &)> &visit,
                                 std::stop_token stop) override
    {
        const int now = ++merging;
        if (now > atOnce)
            atOnce = now;
        while (hold && !stop.stop_requested())
            std::this_thread::yield();
        --merging;
        if (stop.stop_requested())
            return base::Error{base::ErrorKind::Stopped, "stopped", {}, {}, {}};
        if (fail)
            return *fail;
        telemetry::TraceColumns trace = columns;
        if (selection.filter.text().find("new") != std::string::npos) {
            trace.trace.lo += 1;
            trace.duration[1] += 50 * kMs;
            trace.name.back() = static_cast<std::int32_t>(trace.strings.size()); // another operation
            trace.strings.push_back("POST push/send");
        }
        visit(trace);
        return {};
    }
};

struct Fixture : tests::ExploreFixture<ComparePage, TwoSidedSource> {
    Fixture()
    {
        session.setComparison({{*query::Filter::parse("old"), std::nullopt}, {*query::Filter::parse("new"), std::nullopt}});
    }
    bool shows(const QString &text) const
    {
        for (const QLabel *label : page->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }
    ui::FlatButton *button(const QString &text) const
    {
        ui::FlatButton *found = nullptr;
        (void)QTest::qWaitFor([&] {
            for (ui::FlatButton *b : page->findChildren<ui::FlatButton *>())
                if (b->isVisible() && b->text() == text)
                    found = b;
            return found != nullptr;
        });
        return found;
    }
};

} // namespace

class ComparePageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void twoTracesStandSpanBySpanWithWhatIsMissingAndNew()
    {
        Fixture f;
        QVERIFY(f.open());
        QVERIFY(f.page->aligned()->isVisible());
        const auto &model = f.page->aligned()->aligned();
        QCOMPARE(model.traces()->onlyA, std::size_t{1});
        QCOMPARE(model.traces()->onlyB, std::size_t{1});
        QCOMPARE(model.rowCount(), 21);
        QCOMPARE(model.index(1, AlignedModel::Change).data().toString(), QStringLiteral("+50 ms"));
        QStringList marked;
        for (int row = 0; row < model.rowCount(); ++row)
            if (model.index(row, 0).data(AlignedModel::PresenceRole).toInt() != 0)
                marked.append(model.index(row, AlignedModel::Span).data().toString() + u' ' + model.index(row, AlignedModel::Change).data().toString());
        QCOMPARE(marked, QStringList({QStringLiteral("POST mail/send missing in B"), QStringLiteral("POST push/send new in B")}));
    }

    void aRowOpensItsSpan()
    {
        Fixture f;
        QVERIFY(f.open());
        f.page->aligned()->setCurrentIndex(f.page->aligned()->aligned().index(1, 0));
        QTest::keyClick(f.page->aligned(), Qt::Key_Return);
        QCOMPARE(f.session.trace(), std::optional(FakeSource::kTrace));
        QCOMPARE(f.session.span()->span, FakeSource::kCheckout);
    }

    void bothSidesAreMergedAtTheSameTimeWithProgressAndCancel()
    {
        Fixture f;
        f.source->hold = true;
        f.workspace.setSource(f.source);
        f.page = std::make_unique<ComparePage>(f.context);
        f.page->show();
        QVERIFY(QTest::qWaitForWindowExposed(f.page.get()));
        QTRY_VERIFY(f.shows(QStringLiteral(" of ")));
        QTRY_COMPARE(f.source->atOnce.load(), 2);
        QTest::mouseClick(f.button(QStringLiteral("Cancel")), Qt::LeftButton);
        QVERIFY(f.shows(QStringLiteral("Stopped")));
        f.source->hold = false;
        QTest::mouseClick(f.button(QStringLiteral("Compare")), Qt::LeftButton);
        QVERIFY(f.settle());
        QTRY_VERIFY(f.page->aligned()->isVisible());
    }

    void aFailureIsShownWithRetry()
    {
        Fixture f;
        f.source->fail = base::Error{base::ErrorKind::BadInput, "the disk is gone", {}, {}, {}};
        QVERIFY(f.open());
        QTRY_VERIFY(f.shows(QStringLiteral("The disk is gone")));
        f.source->fail.reset();
        QTest::mouseClick(f.button(QStringLiteral("Retry")), Qt::LeftButton);
        QVERIFY(f.settle());
        QTRY_VERIFY(f.page->aligned()->isVisible());
    }
};

TRIPTYCH_TEST(ComparePageTest)
#include "tst_compare_page.moc"
