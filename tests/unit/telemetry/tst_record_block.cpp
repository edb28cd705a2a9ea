#include "telemetry/record_block.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::telemetry;

namespace {

ShapePart literal(const char *text)
{
    return {ShapePart::Kind::Literal, ValueType::String, TagScope::Log, true, text};
}
ShapePart field(const char *key)
{
    return {ShapePart::Kind::Tag, ValueType::String, TagScope::Log, true, key};
}

std::vector<std::uint32_t> rowsOf(const std::vector<std::uint64_t> &bits)
{
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < bits.size() * 64; ++i)
        if (bits[i / 64] >> (i % 64) & 1)
            out.push_back(i);
    return out;
}

RecordPredicate bodyContains(const char *needle, bool fold = true)
{
    RecordPredicate p;
    p.needle = needle;
    p.foldCase = fold;
    return p;
}

} // namespace

class RecordBlockTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineMadeOfFieldsComesBackAsItWas()
    {
        RecordBlockBuilder builder;
        const std::vector<ShapePart> parts{field("ip"), literal(" - \""), field("path"), literal("\" "), field("status")};
        const ShapeIndex shape = builder.shape(parts);
        std::vector<std::string> lines;
        for (int i = 0; i < 3000; ++i) {
            const std::string ip = "10.0.0." + std::to_string(i % 5), path = "/item/" + std::to_string(i * 7919), status = i % 10 ? "200" : "500";
            const std::vector<std::string_view> values{ip, path, status};
            builder.add(shape, values);
            lines.push_back(ip + " - \"" + path + "\" " + status);
        }
        const RecordBlock block = builder.finish();
        const auto decoded = DecodedBlock::decode(block.data);
        QVERIFY(decoded);
        QCOMPARE(decoded->rows(), 3000u);
        for (std::uint32_t i = 0; i < 3000; ++i) {
            QCOMPARE(decoded->body(i), lines[i]);
            QCOMPARE(std::string(*decoded->tag(i, "status")), std::string(i % 10 ? "200" : "500"));
        }
    }

    void recordsOfDifferentShapesKeepTheirOrderTagsAndTypes()
    {
        RecordBlockBuilder builder;
        const std::vector<TagView> a{{"http.route", "/a", ValueType::String}, {"count", "12", ValueType::Int}};
        const std::vector<TagView> b{{"db.system", "postgresql", ValueType::String}};
        for (int i = 0; i < 100; ++i) {
            if (i % 3 == 0)
                builder.add(builder.tagShape(b, TagScope::Log, true), b, "body " + std::to_string(i));
            else
                builder.add(builder.tagShape(a, TagScope::Log, true), a, "line " + std::to_string(i));
        }
        const RecordBlock block = builder.finish();
        const auto decoded = DecodedBlock::decode(block.data);
        QVERIFY(decoded);
        QCOMPARE(decoded->body(3), std::string("body 3"));
        QCOMPARE(decoded->body(4), std::string("line 4"));
        const auto tags = decoded->tags(4);
        QCOMPARE(tags.size(), std::size_t(2));
        QCOMPARE(tags[1].key, std::string_view("count"));
        QCOMPARE(tags[1].type, ValueType::Int);
        QVERIFY(!decoded->tag(3, "count"));
    }

    void aKeyWithFewValuesIsOfferedAsAColumnAndOneWithManyIsNot()
    {
        RecordBlockBuilder builder;
        for (int i = 0; i < 2000; ++i) {
            const std::string id = "u-" + std::to_string(i * 31);
            std::vector<TagView> tags{{"user.id", id, ValueType::String}};
            if (i % 2)
                tags.push_back({"region", i % 4 == 1 ? "eu" : "us", ValueType::String});
            builder.add(builder.tagShape(tags, TagScope::Span, false), tags);
        }
        const RecordBlock block = builder.finish();
        QCOMPARE(block.columns.size(), std::size_t(1));
        QCOMPARE(block.columns[0].key, std::string("region"));
        QCOMPARE(block.columns[0].rows[0], BlockColumn::kAbsent);
        QCOMPARE(block.columns[0].values[block.columns[0].rows[1]], std::string("eu"));
        QCOMPARE(block.columns[0].values[block.columns[0].rows[3]], std::string("us"));
        QCOMPARE(block.otherKeys, std::vector<std::string>{"user.id"});
    }

    void aTextIsFoundWhereItStandsAcrossPartsButNotAcrossRecords()
    {
        RecordBlockBuilder builder;
        const ShapeIndex shape = builder.shape(std::vector<ShapePart>{field("a"), literal("="), field("b")});
        for (const auto &[a, b] : {std::pair("key", "Value"), std::pair("val", "ue"), std::pair("x", "key")})
            builder.add(shape, std::vector<std::string_view>{a, b});
        const auto decoded = DecodedBlock::decode(builder.finish().data);
        QVERIFY(decoded);
        QCOMPARE(rowsOf(decoded->matches(bodyContains("Y=VAL"))), std::vector<std::uint32_t>{0});
        QCOMPARE(rowsOf(decoded->matches(bodyContains("y=val", false))), std::vector<std::uint32_t>{});
        QCOMPARE(rowsOf(decoded->matches(bodyContains("Valueval"))), std::vector<std::uint32_t>{});
        QCOMPARE(rowsOf(decoded->matches(bodyContains("key"))), (std::vector<std::uint32_t>{0, 2}));
    }

    void aPlainColumnOfLinesIsSearchedLikeAnyOther()
    {
        RecordBlockBuilder builder;
        const std::vector<TagView> none;
        for (int i = 0; i < 1000; ++i)
            builder.add(builder.tagShape(none, TagScope::Log, true), none, "line number " + std::to_string(i) + (i == 700 ? " Needle" : ""));
        const auto decoded = DecodedBlock::decode(builder.finish().data);
        QVERIFY(decoded);
        QCOMPARE(rowsOf(decoded->matches(bodyContains("needle"))), std::vector<std::uint32_t>{700});
        QCOMPARE(rowsOf(decoded->matches(bodyContains("0line"))), std::vector<std::uint32_t>{});
    }

    void aScanOverManyBodiesFindsWhatTheTestAcceptsOneByOne()
    {
        RecordBlockBuilder builder;
        const std::vector<TagView> none;
        for (const char *line : {"ab", "a", "b", "xaby", "", "b a"})
            builder.add(builder.tagShape(none, TagScope::Log, true), none, line);
        const auto decoded = DecodedBlock::decode(builder.finish().data);
        QVERIFY(decoded);
        RecordPredicate p;
        p.test = [](std::string_view v) { return v.find("ab") != std::string_view::npos; };
        std::string seen;
        p.scan = [&seen](std::string_view text, std::span<const std::size_t> starts, std::vector<char> &marks) {
            seen = text;
            for (std::size_t i = 0; i < marks.size(); ++i) // one too many: the test decides
                marks[i] = i == 1 || text.substr(starts[i], starts[i + 1] - starts[i]).find("ab") != std::string_view::npos;
        };
        QCOMPARE(rowsOf(decoded->matches(p)), (std::vector<std::uint32_t>{0, 3}));
        QCOMPARE(seen, std::string("ababxabyb a"));
    }

    void aTagPredicateAsksEachValueOnceAndRespectsAbsence()
    {
        RecordBlockBuilder builder;
        for (int i = 0; i < 200; ++i) {
            const std::string n = std::to_string(i);
            std::vector<TagView> tags{{"n", n, ValueType::Int}};
            if (i >= 100)
                tags.push_back({"late", "yes", ValueType::String});
            builder.add(builder.tagShape(tags, TagScope::Span, false), tags);
        }
        const auto decoded = DecodedBlock::decode(builder.finish().data);
        QVERIFY(decoded);
        RecordPredicate big;
        big.target = RecordPredicate::Target::Tag;
        big.keys = {"n"};
        big.test = [](std::string_view v) { return v.size() == 1 && v[0] >= '8'; };
        QCOMPARE(rowsOf(decoded->matches(big)), (std::vector<std::uint32_t>{8, 9}));
        RecordPredicate exists;
        exists.target = RecordPredicate::Target::Exists;
        exists.keys = {"late"};
        QCOMPARE(rowsOf(decoded->matches(exists)).size(), std::size_t(100));
    }

    void emptyAndHugeValuesSurvive()
    {
        RecordBlockBuilder builder;
        const std::string huge(3u << 20, 'x');
        const std::vector<TagView> tags{{"empty", "", ValueType::String}, {"huge", huge, ValueType::String}};
        builder.add(builder.tagShape(tags, TagScope::Span, false), tags);
        const auto decoded = DecodedBlock::decode(builder.finish().data);
        QVERIFY(decoded);
        QCOMPARE(decoded->tag(0, "empty")->size(), std::size_t(0));
        QCOMPARE(std::string(*decoded->tag(0, "huge")), huge);
    }

    void aDamagedBlockIsRefusedNotRead()
    {
        RecordBlockBuilder builder;
        for (int i = 0; i < 500; ++i) {
            const std::string v = std::to_string(i);
            const std::vector<TagView> tags{{"k", v, ValueType::String}, {"c", "const", ValueType::String}};
            builder.add(builder.tagShape(tags, TagScope::Span, false), tags);
        }
        const std::string good = builder.finish().data;
        QVERIFY(DecodedBlock::decode(good));
        for (std::size_t n = 0; n < good.size(); n += 7)
            QVERIFY(!DecodedBlock::decode(std::string_view(good).substr(0, n)));
        std::string bad = good;
        bad[4] = static_cast<char>(bad[4] ^ 1); // one row more than there are
        QVERIFY(!DecodedBlock::decode(bad));
    }
};

TRIPTYCH_TEST(RecordBlockTest)
#include "tst_record_block.moc"
