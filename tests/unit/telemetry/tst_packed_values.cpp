#include "telemetry/packed_values.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::telemetry;

namespace {

struct PackedColumn {
    bool packed = false;
    std::string bytes; // with the form's first byte
};

PackedColumn packColumn(const std::vector<std::string> &values)
{
    std::string text;
    std::vector<std::uint32_t> lengths;
    for (const std::string &v : values) {
        text += v;
        lengths.push_back(static_cast<std::uint32_t>(v.size()));
    }
    block_format::Out out;
    const bool packed = packed_values::pack(text, lengths, out);
    return {packed, out.text()};
}

std::optional<std::vector<std::string>> unpackColumn(std::string_view bytes, std::size_t rows)
{
    const std::string room = std::string(bytes.substr(1)) + std::string(packed_values::kSlack, '?');
    block_format::In in(std::string_view(room).substr(0, bytes.size() - 1));
    packed_values::Packed packed;
    if (!packed_values::read(in, static_cast<std::uint32_t>(rows), packed))
        return std::nullopt;
    const packed_values::Unpacked values = packed_values::unpack(packed);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < rows; ++i)
        out.emplace_back(values.text.get() + values.offsets[i], values.offsets[i + 1] - values.offsets[i]);
    return out;
}

std::vector<std::string> column(const std::function<std::string(std::uint64_t)> &value)
{
    std::vector<std::string> out;
    std::uint64_t random = 88172645463325252ull; // xorshift: the same values in every run
    for (int i = 0; i < 1000; ++i) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        out.push_back(value(random));
    }
    return out;
}

std::string hexOf(std::uint64_t n, int digits)
{
    return QString::number(n, 16).rightJustified(digits, u'0').right(digits).toStdString();
}

} // namespace

class PackedValuesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyValueComesBackAsItWas_data()
    {
        QTest::addColumn<std::vector<std::string>>("values");
        QTest::addColumn<double>("share"); // of the text, at most
        const auto row = [](const char *name, double share, const std::function<std::string(std::uint64_t)> &value) { QTest::newRow(name) << column(value) << share; };
        row("numbers", 0.6, [](std::uint64_t r) { return std::to_string(r % 100000); });
        row("numbers of every length", 0.8, [](std::uint64_t r) { return std::to_string(r >> (10 + r % 50)); });
        row("numbers behind a head", 0.4, [](std::uint64_t r) { return (r % 3 ? "/item/" : "/api/v1/orders/") + std::to_string(r % 999983); });
        row("leading zeros", 0.6, [](std::uint64_t r) { return "0." + std::to_string(1000 + r % 1000).substr(1); });
        row("nothing but zeros now and then", 0.7, [](std::uint64_t r) { return r % 9 ? std::to_string(r % 1000000) : std::string("0000000000").substr(0, 1 + r % 10); });
        row("eight digits and more", 0.7, [](std::uint64_t r) { return std::to_string(1760000000000ull + r % 1000000000); });
        row("longer than a number", 0.8, [](std::uint64_t r) { return "12345678901234567890" + std::to_string(r % 1000000000000ull); });
        row("span ids", 0.6, [](std::uint64_t r) { return hexOf(r, 16); });
        row("trace ids behind a key", 0.6, [](std::uint64_t r) { return "trace=" + hexOf(r, 16) + hexOf(r * 31, 16); });
        row("ten hex digits", 0.7, [](std::uint64_t r) { return hexOf(r, 10); });
        row("a capital letter now and then", 0.7, [](std::uint64_t r) { return r % 20 ? hexOf(r, 16) : "A" + hexOf(r, 15); });
        row("addresses", 0.5, [](std::uint64_t r) { return "10." + std::to_string(r % 256) + "." + std::to_string(r / 256 % 256) + "." + std::to_string(r / 65536 % 256); });
        row("addresses among others", 0.6, [](std::uint64_t r) {
            switch (r % 200) {
            case 0: return std::string("-");
            case 1: return std::string("2001:db8::1");
            case 2: return std::string("10.0.0.256");
            case 3: return std::string("10.00.0.1");
            case 4: return std::string("10.0.0.1.");
            case 5: return std::string();
            case 6: return std::string("10.0.0.0001");
            default: return std::to_string(r % 256) + "." + std::to_string(r / 256 % 256) + ".0.255";
            }
        });
        row("bytes that are no text", 0.7, [](std::uint64_t r) { return (r % 2 ? std::string("\xff\0\n", 3) : std::string("\xb0\xb9")) + std::to_string(r % 10000000); });
    }
    void everyValueComesBackAsItWas()
    {
        QFETCH(const std::vector<std::string>, values);
        QFETCH(const double, share);
        const PackedColumn packed = packColumn(values);
        QVERIFY(packed.packed);
        std::size_t text = 0;
        for (const std::string &v : values)
            text += v.size() + 1;
        QVERIFY2(static_cast<double>(packed.bytes.size()) < static_cast<double>(text) * share, qPrintable(QString::number(packed.bytes.size()) + QStringLiteral(" of ") + QString::number(text)));
        const auto back = unpackColumn(packed.bytes, values.size());
        QVERIFY(back);
        QCOMPARE(*back, values);
        const std::string_view form = std::string_view(packed.bytes).substr(1);
        block_format::In in(form);
        packed_values::Packed read;
        QVERIFY(packed_values::read(in, static_cast<std::uint32_t>(values.size()), read));
        for (const std::string &value : values) // whatever stands in a value is never said to stand in none
            QVERIFY(packed_values::mayHold(read, value, false));
        QVERIFY(!packed_values::mayHold(read, "1\x7f", true));
    }

    void whatHasNoFormIsLeftAsItIs()
    {
        QVERIFY(!packColumn(column([](std::uint64_t r) { return "user " + std::to_string(r) + " logged in"; })).packed);
        QVERIFY(!packColumn(column([](std::uint64_t r) { return hexOf(r, 16) + "-" + hexOf(r * 7, 8); })).packed); // too many heads
        QVERIFY(!packColumn(column([](std::uint64_t r) { return "/a/" + std::to_string(r % 10); })).packed);       // nothing saved
        QVERIFY(!packColumn({"1000", "2000", "3000"}).packed);
        QVERIFY(packColumn({}).bytes.empty());
    }

    void bytesThatAreCutOrChangedAreRefusedOrReadWithinTheirBounds()
    {
        const std::vector<std::string> values = column([](std::uint64_t r) { return r % 50 ? "/item/" + std::to_string(r % 1000000) : std::string("-"); });
        const PackedColumn packed = packColumn(values);
        QVERIFY(packed.packed);
        for (std::size_t n = 1; n < packed.bytes.size(); ++n)
            QVERIFY(!unpackColumn(packed.bytes.substr(0, n), values.size()));
        QVERIFY(!unpackColumn(packed.bytes, values.size() + 1000));
        for (std::size_t i = 1; i < packed.bytes.size(); ++i)
            for (const char c : {'\0', '\x7f', '\xff'}) {
                std::string changed = packed.bytes;
                changed[i] = c;
                if (const auto back = unpackColumn(changed, values.size()))
                    QCOMPARE(back->size(), values.size());
            }
    }

    void aBlockOfPackedFieldsIsReadAndSearchedLikeAnyOther()
    {
        RecordBlockBuilder builder;
        const auto tag = [](const char *key) { return ShapePart{ShapePart::Kind::Tag, ValueType::String, TagScope::Log, true, key}; };
        const ShapeIndex shape = builder.shape(std::vector<ShapePart>{tag("client.address"), {ShapePart::Kind::Literal, ValueType::String, TagScope::Log, true, " asks for "}, tag("url.path")});
        std::vector<std::string> lines;
        for (int block = 0; block < 2; ++block) { // the second begins with what the first found out
            lines.clear();
            for (int i = 0; i < 3000; ++i) {
                const std::string address = "10.1." + std::to_string(i * 7 % 256) + "." + std::to_string(i * 13 % 251), path = "/item/" + std::to_string(100000 + i * 7919 % 800000);
                builder.add(shape, std::vector<std::string_view>{address, path});
                lines.push_back(address + " asks for " + path);
            }
            const RecordBlock made = builder.finish();
            QVERIFY2(made.data.size() < 3000 * 9, qPrintable(QString::number(made.data.size())));
            const auto decoded = DecodedBlock::decode(made.data);
            QVERIFY(decoded);
            for (std::uint32_t i = 0; i < 3000; ++i)
                QCOMPARE(decoded->body(i), lines[i]);
            QVERIFY(decoded->memoryBytes() > 3000 * 20);
            for (const char *const needle : {"/item/107919", "10.1.7.13 asks", "100000"}) {
                RecordPredicate p;
                p.needle = needle;
                const auto bits = decoded->matches(p);
                for (std::uint32_t i = 0; i < 3000; ++i)
                    QCOMPARE((bits[i / 64] >> (i % 64) & 1) != 0, lines[i].find(needle) != std::string::npos);
            }
        }
    }
};

TRIPTYCH_TEST(PackedValuesTest)
#include "tst_packed_values.moc"
