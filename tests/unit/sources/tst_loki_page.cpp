#include "sources/loki_page.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych;
using namespace triptych::sources;

namespace {

std::string answer(const char *streams, const char *type = "streams")
{
    return std::string(R"({"status":"success","data":{"resultType":")") + type + R"(","result":)" + streams + "}}";
}

} // namespace

class TstLokiPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAnswerOfNewLinesIsTakenAsItIs()
    {
        const std::string text = answer(R"([{"stream":{"app":"a"},"values":[["30","three",{}],["10","one",{}]]},{"stream":{"app":"b"},"values":[["20","two"]]}])");
        const auto page = lokiPage(text, {}, {});
        QVERIFY(page);
        QCOMPARE(page->bytes, text);
        QCOMPARE(page->received, std::size_t(3));
        QCOMPARE(page->lines.size(), std::size_t(3));
        QCOMPARE(page->oldest, telemetry::Nanos(10));
        QCOMPARE(page->newest, telemetry::Nanos(30));
    }

    void linesThatWereSeenAreLeftOutAndTheRestIsKept()
    {
        const auto first = lokiPage(answer(R"([{"stream":{"app":"a"},"values":[["30","three",{}],["20","two",{"structuredMetadata":{"k":"v"}}]]}])"), {}, {});
        QVERIFY(first);
        SeenLines seen;
        seen.add(first->lines);
        const auto next = lokiPage(answer(R"([{"stream":{"app":"a"},"values":[["20","two",{"structuredMetadata":{"k":"v"}}],["10","one",{}]]},{"stream":{"app":"a"},"values":[["30","three",{}]]}])"), seen, {});
        QVERIFY(next);
        QCOMPARE(next->received, std::size_t(3));
        QCOMPARE(next->lines.size(), std::size_t(1));
        QVERIFY(next->bytes.find("one") != std::string::npos);
        QVERIFY(next->bytes.find("two") == std::string::npos);
        QVERIFY(next->bytes.find("three") == std::string::npos);
    }

    void aLineIsItsStreamItsTimeItsTextAndItsMetadata()
    {
        const auto hashOf = [](const char *streams) {
            const auto page = lokiPage(answer(streams), {}, {});
            return page && page->lines.size() == 1 ? page->lines.front() : 0;
        };
        const auto line = hashOf(R"([{"stream":{"app":"a","b":"c"},"values":[["1","x",{"structuredMetadata":{"k":"v"}}]]}])");
        QVERIFY(line != 0);
        QCOMPARE(hashOf(R"([{"stream":{"b":"c","app":"a"},"values":[["1","x",{"structuredMetadata":{"k":"v"}}]]}])"), line); // the order of labels says nothing
        for (const char *other : {R"([{"stream":{"app":"z","b":"c"},"values":[["1","x",{"structuredMetadata":{"k":"v"}}]]}])", R"([{"stream":{"app":"a","b":"c"},"values":[["2","x",{"structuredMetadata":{"k":"v"}}]]}])",
                                  R"([{"stream":{"app":"a","b":"c"},"values":[["1","y",{"structuredMetadata":{"k":"v"}}]]}])", R"([{"stream":{"app":"a","b":"c"},"values":[["1","x",{"structuredMetadata":{"k":"w"}}]]}])"})
            QVERIFY(hashOf(other) != line);
    }

    void whatIsNoAnswerOfLinesIsAnError()
    {
        for (const std::string &bad : {std::string("<html>"), std::string(), std::string("[1]"), answer("[]", "matrix"), std::string(R"({"status":"success"})")}) {
            const auto page = lokiPage(bad, {}, {});
            QVERIFY(!page);
            QCOMPARE(page.error().kind, base::ErrorKind::BadInput);
        }
        const auto none = lokiPage(answer("[]"), {}, {});
        QVERIFY(none);
        QVERIFY(none->bytes.empty());
    }
};
TRIPTYCH_TEST(TstLokiPage)
#include "tst_loki_page.moc"
