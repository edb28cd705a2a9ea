#include "fake_source.h"
#include "items/facet_model.h"
#include "items/logs_model.h"
#include "items/services_model.h"
#include "items/spans_model.h"
#include "items/traces_model.h"
#include "test_registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace triptych;
using namespace triptych::items;
using triptych::tests::ItemSource;

namespace {

query::Selection selectionOf(std::string_view text)
{
    return {query::Filter::parse(text).value(), std::nullopt};
}

QString rowText(const QAbstractItemModel &model, int row)
{
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells.push_back(model.index(row, column).data().toString());
    return cells.join(QStringLiteral(" | "));
}

} // namespace

class ItemModels : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPageComesWhenItsRowIsShownAndNotBefore()
    {
        auto source = std::make_shared<ItemSource>();
        base::JobPool pool;
        TracesModel model(pool);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQuery(source, {});
        QTRY_COMPARE(model.rowCount(), 1000);
        QCOMPARE(source->traceCalls.load(), 1);
        const QModelIndex far = model.index(700, TracesModel::Operation);
        (void)far.data(Qt::SizeHintRole);
        (void)far.data(Qt::FontRole);
        QVERIFY(far.data(LoadingRole).toBool());
        QVERIFY(far.data().toString().isEmpty());
        (void)model.index(701, 0).data();
        QTRY_COMPARE(model.index(700, TracesModel::Operation).data().toString(), QStringLiteral("POST /700"));
        QVERIFY(!model.index(700, 0).data(LoadingRole).toBool());
        QCOMPARE(source->traceCalls.load(), 2);
    }
    void pagesOfAnOlderQueryNeverArrive()
    {
        auto source = std::make_shared<ItemSource>();
        base::JobPool pool;
        TracesModel model(pool);
        model.setQuery(source, {});
        QTRY_COMPARE(model.rowCount(), 1000);
        (void)model.index(700, 0).data();
        model.sort(TracesModel::Spans, Qt::AscendingOrder);
        QSignalSpy answered(&model, &PagedModel::queryAnswered);
        QTRY_COMPARE(answered.count(), 1);
        QCOMPARE(model.index(0, TracesModel::Operation).data().toString(), QStringLiteral("POST /999"));
        QVERIFY(model.index(700, 0).data(LoadingRole).toBool());
    }
    void aTraceReadsAsItsCells()
    {
        auto source = std::make_shared<ItemSource>();
        base::JobPool pool;
        TracesModel model(pool);
        model.setTagColumns({QStringLiteral("region")});
        model.setQuery(source, {});
        QTRY_COMPARE(model.rowCount(), 1000);
        QCOMPARE(rowText(model, 1),
                 QStringLiteral("14:02:31.118 | checkout | POST /1 | 999 ms | 20 | 1 | 0 | eu-west-1 | 2"));
        QCOMPARE(model.headerData(TracesModel::FirstTag, Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("Region"));
        QCOMPARE(model.index(1, TracesModel::FirstTag).data(TagKeyRole).toString(), QStringLiteral("region"));
        QCOMPARE(model.index(0, TracesModel::Duration).data(FractionRole).toDouble(), 1.0);
    }
    void aFailedQueryKeepsItsErrorAndMayBeRepeated()
    {
        auto source = std::make_shared<ItemSource>();
        source->fail = base::Error{base::ErrorKind::Busy, "held by somebody", {}, {}, {}};
        base::JobPool pool;
        TracesModel model(pool);
        QSignalSpy failed(&model, &PagedModel::queryFailed);
        model.setQuery(source, {});
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(model.error()->kind, base::ErrorKind::Busy);
        source->fail.reset();
        model.refresh();
        QTRY_COMPARE(model.rowCount(), 1000);
        QVERIFY(!model.error());
    }
    void spansAndServicesAreWellFormedTables()
    {
        auto source = std::make_shared<ItemSource>();
        base::JobPool pool;
        SpansModel spans(pool);
        ServicesModel services(pool);
        QAbstractItemModelTester one(&spans, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester two(&services, QAbstractItemModelTester::FailureReportingMode::QtTest);
        spans.setQuery(source, {});
        services.setQuery(source, {});
        QTRY_COMPARE(spans.rowCount(), 3);
        QTRY_COMPARE(services.rowCount(), 2);
        QCOMPARE(spans.index(0, SpansModel::Status).data().toString(), QStringLiteral("error"));
        QCOMPARE(services.index(0, ServicesModel::Service).data().toString(), QStringLiteral("checkout"));
        services.sort(ServicesModel::ErrorShare, Qt::DescendingOrder);
        QCOMPARE(services.index(0, ServicesModel::Service).data().toString(), QStringLiteral("payment"));
        QCOMPARE(services.index(0, ServicesModel::ErrorShare).data().toString(), QStringLiteral("20.0 %"));
    }
    void theLastOfTenMillionLinesIsOnePageAway()
    {
        auto source = std::make_shared<ItemSource>();
        source->lineCount = 10'000'000;
        base::JobPool pool;
        LogsModel model(pool);
        model.setQuery(source, {});
        QTRY_COMPARE(model.rowCount(), 10'000'000);
        const int before = source->rowCalls.load();
        (void)model.index(9'999'999, 0).data();
        QTRY_COMPARE(model.index(9'999'999, model.messageColumn()).data().toString(), QStringLiteral("line 9999999"));
        QCOMPARE(source->rowCalls.load() - before, 1);
    }
    void logLinesCarryTheirTagColumns()
    {
        auto source = std::make_shared<ItemSource>();
        base::JobPool pool;
        LogsModel model(pool);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTagColumns({QStringLiteral("region")});
        model.setQuery(source, {});
        QTRY_COMPARE(model.rowCount(), 1000);
        QCOMPARE(rowText(model, 0), QStringLiteral("14:02:31.118 | ERROR | payment | eu-west-1 | line 0 | "));
        model.setOrder(telemetry::Order::Descending);
        QTRY_COMPARE(model.index(0, model.messageColumn()).data().toString(), QStringLiteral("line 999"));
    }
    void positionsFollowTheOrderOfTheLines()
    {
        using enum telemetry::RecordId;
        const auto id = [](int n) { return telemetry::RecordId(n); };
        const LogsModel::Ids all{id(9), id(2), id(7), id(4)};
        QCOMPARE(positionsOf({id(9), id(7)}, all), (std::vector<qint64>{0, 2}));
        QCOMPARE(positionsOf({id(4)}, all), (std::vector<qint64>{3}));
        QVERIFY(positionsOf({id(5)}, all).empty());
    }
    void facetsCountAKeyWithoutItsOwnRestriction()
    {
        auto source = std::make_shared<ItemSource>();
        base::JobPool pool;
        FacetModel model(pool, telemetry::Table::Spans);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setQuery(source, selectionOf("status:error -service:checkout"));
        QTRY_COMPARE(model.rowCount(), 2);
        const QModelIndex status = model.index(0, 0), service = model.index(1, 0);
        QCOMPARE(status.data().toString(), QStringLiteral("status"));
        QCOMPARE(model.index(1, 0, status).data(FacetModel::StateRole).toInt(), int(FacetModel::State::Included));
        QCOMPARE(model.index(0, 0, service).data(FacetModel::StateRole).toInt(), int(FacetModel::State::Excluded));
        QCOMPARE(model.index(2, 0, service).data().toString(), QStringLiteral("5 other values"));
        QStringList asked;
        for (const auto &selection : source->facetQuestions)
            asked.push_back(QString::fromStdString(selection.filter.text()));
        QVERIFY2(asked.contains(QStringLiteral("-service:checkout")), qPrintable(asked.join(u'\n')));
        QVERIFY2(asked.contains(QStringLiteral("status:error")), qPrintable(asked.join(u'\n')));
    }
    void usefulFacetsLeaveOutWhatIsDifferentOnEveryRecord()
    {
        ItemSource source;
        const auto keys = usefulFacets(telemetry::Table::Spans, source.tagKeys({}, {}).value(), query::AliasTable());
        QCOMPARE(keys.join(u' '), QStringLiteral("status service region"));
    }
};

TRIPTYCH_TEST(ItemModels)
#include "tst_models.moc"
