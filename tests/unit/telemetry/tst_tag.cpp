#include "telemetry/tag.h"
#include "telemetry/utf8.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::telemetry;

class TestTag : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tagsKeepTheirTypesInJson()
    {
        const std::vector<Tag> tags{{"s", "a\"b\\c\n", ValueType::String}, {"i", "9223372036854775807", ValueType::Int},
                                    {"d", "0.5", ValueType::Double},      {"n", "NaN", ValueType::Double},
                                    {"b", "true", ValueType::Bool},       {"a", "[1,\"x\"]", ValueType::Array},
                                    {"m", "{\"k\":null}", ValueType::Map}, {"z", "", ValueType::Null}};
        QCOMPARE(tagsToJson(tags), std::string("{\"s\":\"a\\\"b\\\\c\\n\",\"i\":9223372036854775807,\"d\":0.5,\"n\":\"NaN\",\"b\":true,"
                                               "\"a\":[1,\"x\"],\"m\":{\"k\":null},\"z\":null}"));
        QCOMPARE(tagsToJson({}), std::string("{}"));
    }
    void whatIsNoJsonIsNeverPastedIntoADocument()
    {
        QCOMPARE(tagsToJson({{"a", "[1,2", ValueType::Array}}), std::string("{\"a\":\"[1,2\"}"));
        QCOMPARE(tagsToJson({{"i", "01", ValueType::Int}}), std::string("{\"i\":\"01\"}"));
        QCOMPARE(tagsToJson({{"b", "yes", ValueType::Bool}}), std::string("{\"b\":\"yes\"}"));
        const std::string deep(5000, '[');
        QVERIFY(tagsToJson({{"a", deep, ValueType::Array}}).starts_with("{\"a\":\"["));
    }
    void brokenUtf8BecomesTheReplacementCharacter()
    {
        std::string out;
        appendJsonString(out, "a\xff\xc3(\xed\xa0\x80\xe2\x82\xac");
        QCOMPARE(out, std::string("\"a\uFFFD\uFFFD(\uFFFD\uFFFD\uFFFD€\""));
        QVERIFY(!isUtf8("\xc0\xaf"));
        QVERIFY(isUtf8("plain text of more than eight bytes, then €"));
        std::string repaired;
        appendUtf8(repaired, "caf\xe9 ok");
        QCOMPARE(repaired, std::string("caf\uFFFD ok"));
    }
    void controlCharactersAreEscaped()
    {
        std::string out;
        appendJsonString(out, std::string_view("\x00\x1f", 2));
        QCOMPARE(out, std::string("\"\\u0000\\u001f\""));
    }
};
TRIPTYCH_TEST(TestTag)
#include "tst_tag.moc"
