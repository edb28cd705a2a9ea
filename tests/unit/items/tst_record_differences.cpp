#include "fake_source.h"
#include "items/record_differences.h"
#include "items/records_model.h"
#include "items/roles.h"
#include "test_registry.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace triptych;
using namespace triptych::items;

namespace {

telemetry::SpanDetails recordOf(const char *input, telemetry::Nanos duration, std::vector<telemetry::Tag> tags)
{
    telemetry::SpanDetails details;
    details.importPath = input;
    details.row.service = "cart";
    details.row.name = "GET /cart";
    details.row.start = 1'000'000'000;
    details.row.duration = duration;
    details.spanTags = std::move(tags);
    return details;
}

/// `key: value | value`, with an asterisk where they differ.
QString factsText(const SpanRecords &records)
{
    QString text;
    for (const RecordFact &fact : records.facts) {
        QStringList values;
        for (const auto &value : fact.values)
            values.append(value ? QString::fromStdString(*value) : QStringLiteral("-"));
        text += (fact.differs ? QStringLiteral("* ") : QString()) + QString::fromStdString(fact.key) + QStringLiteral(": ") + values.join(QStringLiteral(" | ")) + u'\n';
    }
    return text;
}

} // namespace

class RecordDifferences : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatDiffersStandsFirstAndAbsenceIsADifference()
    {
        using telemetry::ValueType;
        const auto records = heldTogether({recordOf("/tmp/a.json", 5'000'000, {{"http.method", "GET", ValueType::String}, {"retry", "1", ValueType::Int}}),
                                           recordOf("http://tempo:3200/api/traces/1", 5'000'001, {{"http.method", "GET", ValueType::String}})});
        QCOMPARE(records.inputs, (std::vector<std::string>{"/tmp/a.json", "http://tempo:3200"}));
        QCOMPARE(records.differing(), std::size_t(2)); // one nanosecond counts although both read 5 ms
        const QString text = factsText(records);
        QVERIFY2(text.startsWith(QStringLiteral("* duration: 5 ms (5000000 ns) | 5 ms (5000001 ns)\n* retry: 1 | -\nname: GET /cart | GET /cart\n")), qPrintable(text));
        QVERIFY(text.endsWith(QStringLiteral("http.method: GET | GET\n")));
    }
    void rowsOfferFiltersAndSayWhatIsNotTold()
    {
        RecordsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRecords(std::make_shared<const SpanRecords>(heldTogether({recordOf("a", 5, {{"retry", "1", telemetry::ValueType::Int}}), recordOf("b", 5, {})})));
        QCOMPARE(model.columnCount(), 3);
        QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("b"));
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("≠ retry"));
        QCOMPARE(model.index(0, 1).data(TagKeyRole).toString(), QStringLiteral("retry"));
        QCOMPARE(model.index(0, 1).data(TagValueRole).toString(), QStringLiteral("1"));
        QCOMPARE(model.index(0, 2).data().toString(), QStringLiteral("–"));
        QVERIFY(model.index(0, 2).data(TagKeyRole).toString().isEmpty());
        model.setRecords(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
};

TRIPTYCH_TEST(RecordDifferences)
#include "tst_record_differences.moc"
