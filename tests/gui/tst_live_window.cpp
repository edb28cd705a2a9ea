#include "app/composition.h"
#include "items/traces_model.h"
#include "test_registry.h"
#include "ui/connect/connection_dialog.h"
#include "ui/explore/data_table.h"
#include "ui/trace/trace_page.h"

#include <QTemporaryDir>
#include <QTest>
#include <numeric>

using namespace triptych;

/// The window against the real server that tests/live/run_window.py has started and fed; elsewhere there is none.
class TestLiveWindow : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("needs", "a server")
    QString m_source = qEnvironmentVariable("TRIPTYCH_LIVE_SOURCE");
    int m_traces = qEnvironmentVariableIntValue("TRIPTYCH_LIVE_TRACES"), m_spans = qEnvironmentVariableIntValue("TRIPTYCH_LIVE_SPANS");
    QTemporaryDir m_folder;
    app::Settings m_settings{m_folder.filePath(QStringLiteral("settings.ini"))};
    std::unique_ptr<app::Composition> m_explorer;

    bool settle()
    {
        return QTest::qWaitFor([this] { return m_explorer->settled() && !m_explorer->workspace().busy().busy(); }, 30'000);
    }
    void open(const app::OpenRequest &request)
    {
        m_explorer = std::make_unique<app::Composition>(m_settings, ui::Theme::Mode::Light);
        m_explorer->window().resize(1280, 800);
        m_explorer->window().show();
        m_explorer->open(request);
        QVERIFY(QTest::qWaitFor([this] { return m_explorer->workspace().source() != nullptr; }));
        QVERIFY(settle());
    }
    items::TracesModel *rows() { return m_explorer->window().findChild<items::TracesModel *>(); }

private Q_SLOTS:
    void itsTracesAreFoundFilteredOpenedSavedAndReopened()
    {
        if (m_source.isEmpty())
            return; // tests/live/run_window.py starts one
        app::OpenRequest request;
        request.sources = {m_source};
        open(request);
        QTRY_COMPARE(rows()->rowCount(), m_traces);
        // Whoever counts, the server or we, over all that was fetched: it is the same.
        sources::Source &source = *m_explorer->workspace().source();
        for (const char *filter : {"", "service:service-2", "retry.count:(0 OR 2) -service:service-1"}) {
            const query::Selection selection{query::Filter::parse(filter).value(), m_explorer->session().range()};
            const std::vector<std::string> keys{"service", "http.route", "retry.count", "name", "status", "kind"};
            const auto here = source.stored().facets(telemetry::Table::Spans, selection, keys, 5, {}), there = source.facets(telemetry::Table::Spans, selection, keys, 5, {});
            QVERIFY(here && there);
            for (std::size_t k = 0; k < keys.size(); ++k) {
                QCOMPARE((*there)[k].distinct, (*here)[k].distinct);
                QCOMPARE((*there)[k].other, (*here)[k].other);
                QCOMPARE((*there)[k].values.size(), (*here)[k].values.size());
                for (std::size_t i = 0; i < (*here)[k].values.size(); ++i) {
                    QCOMPARE((*there)[k].values[i].value, (*here)[k].values[i].value);
                    QCOMPARE((*there)[k].values[i].count, (*here)[k].values[i].count);
                }
            }
            const auto total = [](const telemetry::Histogram &histogram) {
                return std::accumulate(histogram.bins.begin(), histogram.bins.end(), std::uint64_t(0), [](std::uint64_t sum, const auto &bin) { return sum + bin.total; });
            };
            QCOMPARE(total(source.spanHistogram(selection, 60, {}).value()), total(source.stored().spanHistogram(selection, 60, {}).value()));
        }
        m_explorer->session().setFilter(query::Filter::parse("service:service-3 retry.count:2").value());
        QVERIFY(settle());
        QCOMPARE(rows()->rowCount(), 0); // of service-3 are the spans whose number leaves 3 of 6: none of them leaves 2 of 3
        m_explorer->session().setFilter(query::Filter::parse("service:service-2 retry.count:2").value());
        QVERIFY(settle());
        QCOMPARE(rows()->rowCount(), m_traces);
        const auto tables = m_explorer->window().findChildren<ui::DataTable *>();
        const auto of = std::find_if(tables.begin(), tables.end(), [this](const ui::DataTable *table) { return table->model() == rows(); });
        QVERIFY(of != tables.end());
        ui::DataTable *table = *of;
        table->setCurrentIndex(rows()->index(0, 0));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QTRY_VERIFY(m_explorer->session().trace().has_value());
        QVERIFY(settle());
        const auto trace = *m_explorer->session().trace();
        QCOMPARE(m_explorer->workspace().source()->trace(trace, {}).value().size(), std::size_t(m_spans));
        const QString kept = m_folder.filePath(QStringLiteral("kept.triptych"));
        Q_EMIT m_explorer->window().saveRequested(kept);
        QTRY_VERIFY(QFile::exists(kept) && m_explorer->settled());

        app::OpenRequest offline;
        offline.store = kept;
        open(offline);
        QTRY_COMPARE(m_explorer->workspace().source()->traces({}, {}, {}).value().total, std::uint64_t(m_traces));
        QCOMPARE(m_explorer->workspace().source()->trace(trace, {}).value().size(), std::size_t(m_spans));
    }

    void cleanupTestCase() { m_explorer.reset(); }
};
TRIPTYCH_TEST(TestLiveWindow)
#include "tst_live_window.moc"
