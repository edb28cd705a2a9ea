#include "telemetry/service_name.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::telemetry;

class TestServiceName : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMeshsNameOfAServiceIsReadAsPeopleCallIt_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("plain");
        QTest::addColumn<QString>("ofCluster"); // where the same text names a proxy's cluster
        const auto row = [](const char *name, const char *plain, const char *ofCluster) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(plain) << QString::fromLatin1(ofCluster);
        };
        row("checkout_shop_svc_8080", "checkout", "checkout");
        row("checkout_shop_svc", "checkout", "checkout");
        row("a_b_svc_port", "a_b_svc_port", "");
        row("_shop_svc_80", "_shop_svc_80", "");
        row("my_service", "my_service", "");
        row("cart", "cart", "");
        row("outbound|9080||reviews.default.svc.cluster.local", "outbound|9080||reviews.default.svc.cluster.local", "reviews");
        row("outbound|443||10.1.2.3", "outbound|443||10.1.2.3", "");
        row("inbound|9080||", "inbound|9080||", "");
        row("", "", "");
    }
    void aMeshsNameOfAServiceIsReadAsPeopleCallIt()
    {
        QFETCH(QString, name);
        QFETCH(QString, plain);
        QFETCH(QString, ofCluster);
        const std::string text = name.toStdString();
        QCOMPARE(QString::fromStdString(std::string(plainService(text))), plain);
        QCOMPARE(QString::fromStdString(std::string(clusterService(text))), ofCluster);
    }
};

TRIPTYCH_TEST(TestServiceName)
#include "tst_service_name.moc"
