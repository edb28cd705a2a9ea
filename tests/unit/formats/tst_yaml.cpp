#include "formats/format.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::formats;

/// Configuration in YAML is known and not read; logs that look like it are.
class TestYaml : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void configurationIsRefusedByNameAndLogsAreNot_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("format");
        const auto row = [](const char *name, const char *format, const char *input) { QTest::newRow(name) << QByteArray(input) << QByteArray(format); };
        row("a manifest", "kubernetes-yaml",
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\n  labels: {app: cart}\n  creationTimestamp: 2026-08-20T11:40:00Z\nspec:\n"
            "  template:\n    spec:\n      containers:\n      - name: cart\n        image: \"shop/cart:1.4\"\n        args: [\"--log\",\n          \"info\"]\n"
            "---\napiVersion: v1\nkind: ConfigMap\ndata:\n  app.conf: |\n    some text: of: any kind\n   still\n    2026-08-20 11:40:00 no line of a log\n");
        row("a manifest with the line ends of Windows", "kubernetes-yaml", "\xEF\xBB\xBF" "apiVersion: v1\r\nkind: Service\r\nmetadata:\r\n  name: cart\r\n");
        row("services of Compose", "compose-yaml",
            "# the shop\nname: shop\nservices:\n  cart:\n    image: shop/cart:1.4\n    ports:\n      - \"8080:8080\"\n    command: >\n      serve\n      --all\n  db:\n    image: postgres\n");
        row("rules", "prometheus-rules",
            "groups:\n- name: shop\n  rules:\n  - alert: Slow\n    expr: |\n      histogram_quantile(0.95, sum by (le) (rate(d_bucket[5m])))\n        > 0.5\n    for: 5m\n"
            "    labels: { severity: page }\n    annotations:\n      summary: \"{{ $labels.service }} is slow,\n        look at it\"\n");
        row("data sources", "grafana-datasources", "apiVersion: 1\n\ndatasources:\n  - name: Tempo\n    type: tempo\n    url: http://tempo:3200\n");
        row("anything else", "yaml", "receivers:\n  otlp:\n    protocols:\n      grpc:\nexporters:\n  debug_file:\n    path: /tmp/x\n");
        row("key and text, unnested", "text-log", "host: web1\nuser: ann\nstate: up\nload: 0.4\n");
        row("lines that begin with a level", "text-log",
            "info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://localhost:5000\ninfo: Microsoft.Hosting.Lifetime[0]\n      Application started.\n");
        row("a level's lines with fields under them", "text-log", "ERROR:\n  code: 14\n  where: cart\n  why: timeout\n");
        row("the same key again", "text-log", "cart:\n  state: up\n  load: 0.4\ncart:\n  state: down\n  load: 0.9\n");
        row("a banner, then lines with times", "text-log",
            "config:\n  port: 8080\n  name: cart\n  mode: full\n2026-08-20 11:40:00 INFO started\n2026-08-20 11:40:01 INFO ready\n");
        row("times as keys", "text-log", "2026-08-20T11:40:00Z: started\n  port: 80\n2026-08-20T11:40:01Z: ready\n  port: 80\n");
        row("a prose list", "text-log", "- first we looked\n- then we saw\n- and went home\n");
        row("front matter", "text-log", "---\ntitle: notes\ntags:\n  - a\n  - b\n---\nThe text itself stands here.\n");
        row("programs that speak in turn", "text-log", "kernel: cart up\nsystemd: Started cart\nkernel: cart down\n  detail: none\n");
    }
    void configurationIsRefusedByNameAndLogsAreNot()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, format);
        const std::string_view head(input.constData(), std::size_t(input.size()));
        const Format *found = recognise({head, true, "unknown"});
        QVERIFY(found);
        QCOMPARE(QByteArray(found->name.data(), qsizetype(found->name.size())), format);
        QCOMPARE(found->refusal.empty(), format == "text-log");
    }
};

TRIPTYCH_TEST(TestYaml)
#include "tst_yaml.moc"
