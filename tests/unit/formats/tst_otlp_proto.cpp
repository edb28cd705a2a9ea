#include "record_text.h"
#include "test_registry.h"

#include <QTest>

using triptych::tests::decodeText;
using triptych::tests::decodeTwice;

namespace {

// A writer of protobuf of the test's own: what the decoder's library reads is written without it.
std::string varint(std::uint64_t value)
{
    std::string out;
    for (; value >= 0x80; value >>= 7)
        out += static_cast<char>(value | 0x80);
    return out + static_cast<char>(value);
}
std::string bytes(unsigned field, std::string_view content)
{
    return varint(field << 3 | 2) + varint(content.size()) + std::string(content);
}
std::string number(unsigned field, std::uint64_t value)
{
    return varint(field << 3) + varint(value);
}
std::string fixed(unsigned field, std::uint64_t value)
{
    std::string out = varint(field << 3 | 1);
    for (int i = 0; i < 8; ++i)
        out += static_cast<char>(value >> (8 * i));
    return out;
}
std::string real(unsigned field, double value)
{
    return fixed(field, std::bit_cast<std::uint64_t>(value));
}
std::string attribute(unsigned field, std::string_view key, const std::string &any)
{
    return bytes(field, bytes(1, key) + bytes(2, any));
}
std::string text(std::string_view value)
{
    return bytes(1, value);
}
std::string id(std::size_t size, char last)
{
    return std::string(size - 1, '\0') + last;
}

std::string span(char spanId, std::string_view name, std::string_view padding = {})
{
    return bytes(1, id(16, 1)) + bytes(2, id(8, spanId)) + bytes(5, name) + number(6, 3) + fixed(7, 1000) + fixed(8, 1500) +
           (padding.empty() ? std::string() : attribute(9, "p", text(padding)));
}
std::string spanText(char spanId, std::string_view name)
{
    return "span 00000000000000000000000000000001 000000000000000" + std::string(1, static_cast<char>('0' + spanId)) + " <> 1000+500 '" + std::string(name) +
           "' cart client unset scope=s@1 {service.name=cart}";
}
std::string resourceSpans(const std::string &spans)
{
    return bytes(1, bytes(1, attribute(1, "service.name", text("cart"))) + bytes(2, bytes(1, bytes(1, "s") + bytes(2, "1")) + spans));
}

const std::string kSpan = bytes(2, span(2, "a") + bytes(4, id(8, 9)) + attribute(9, "n", number(3, static_cast<std::uint64_t>(-7))) +
                                       attribute(9, "ok", number(2, 1)) + attribute(9, "f", real(4, 0.5)) + attribute(9, "raw", bytes(7, "hi")) +
                                       attribute(9, "list", bytes(5, bytes(1, text("x")) + bytes(1, number(3, 4)))) + bytes(15, bytes(2, "boom") + number(3, 2)) +
                                       bytes(11, fixed(1, 1200) + bytes(2, "e") + attribute(3, "k", text("v"))) + bytes(13, bytes(1, id(16, 5)) + bytes(2, id(8, 6))));

} // namespace

class TestOtlpProto : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldOfASpanIsKept()
    {
        const auto decoded = decodeTwice(resourceSpans(kSpan), "traces.pb");
        QCOMPARE(decoded.format, std::string("otlp-proto"));
        COMPARE_TEXT(decoded.text, "span 00000000000000000000000000000001 0000000000000002 <0000000000000009> 1000+500 'a' cart client error 'boom' scope=s@1 "
                                   "{service.name=cart} n:int=-7 ok:bool=true f:double=0.5 raw:bytes=aGk= list:array=[\"x\",4]\n"
                                   "  event 1200 'e' {\"k\":\"v\"}\n"
                                   "  link 00000000000000000000000000000005 0000000000000006 \n");
    }

    void theSignalIsSeenFromTheRecords()
    {
        const std::string log = fixed(1, 7) + number(2, 17) + bytes(5, text("body")) + bytes(9, id(16, 1)) + bytes(10, id(8, 2));
        COMPARE_TEXT(decodeTwice(bytes(1, bytes(1, "") + bytes(2, bytes(2, log))), "x").text,
                     "log 7 error 00000000000000000000000000000001 0000000000000002  'body'\n");
        const std::string point = fixed(3, 9) + fixed(4, 3) + real(5, 120.5) + bytes(6, std::string("\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0", 16)) +
                                  bytes(7, std::string("\0\0\0\0\0\0\x49\x40", 8)) + attribute(9, "a", text("1"));
        const std::string metric = bytes(1, "req") + bytes(9, bytes(1, point) + number(2, 2));
        COMPARE_TEXT(decodeTwice(bytes(1, bytes(1, "") + bytes(2, bytes(2, metric))), "x").text,
                     "sample req a=1 @9 = 120.5 n=3 {\"bounds\":[50],\"counts\":[1,2]}\n");
    }

    void requestsBehindTheirLengthsAreRead()
    {
        const std::string one = resourceSpans(bytes(2, span(2, "a"))), two = resourceSpans(bytes(2, span(3, "b")));
        const std::string expected = spanText(2, "a") + "\n" + spanText(3, "b") + "\n";
        const auto prefix = [](const std::string &message) {
            std::string out;
            for (int shift = 24; shift >= 0; shift -= 8)
                out += static_cast<char>(message.size() >> shift);
            return out + message;
        };
        COMPARE_TEXT(decodeTwice(one + two, "x").text, expected);
        COMPARE_TEXT(decodeTwice(prefix(one) + prefix(two), "x").text, expected);
        COMPARE_TEXT(decodeTwice(varint(one.size()) + one + varint(two.size()) + two, "x").text, expected);
    }

    void oneGreatResourceIsReadInPieces()
    {
        const std::string padding(3000, 'p');
        std::string spans;
        constexpr int kSpans = 5000;
        for (int i = 0; i < kSpans; ++i)
            spans += bytes(2, span(2, "a", padding));
        const auto decoded = decodeText(resourceSpans(spans), "big.pb");
        QVERIFY(decoded.pieces > 2);
        QCOMPARE(QString::fromStdString(decoded.text).count(QString::fromStdString(spanText(2, "a"))), kSpans);
    }

    void atEveryTruncationCompleteRequestsAreKept()
    {
        const std::string one = resourceSpans(bytes(2, span(2, "a")));
        for (std::size_t n = 1; n < one.size(); ++n) {
            const std::string decoded = decodeText(one + one.substr(0, n), "x").text;
            QVERIFY2(decoded.find(spanText(2, "a")) == 0, decoded.c_str());
            QVERIFY2(decoded.find("bad line 0 byte " + std::to_string(one.size())) != std::string::npos, decoded.c_str());
        }
    }

    void aBrokenSpanCostsOnlyItself()
    {
        const std::string broken = bytes(2, bytes(1, id(16, 1)) + bytes(2, id(8, 4)) + number(5, 3));
        const std::string decoded = decodeTwice(resourceSpans(bytes(2, span(2, "a")) + broken + bytes(2, span(3, "b"))), "x").text;
        QVERIFY2(decoded.find(spanText(2, "a") + "\n" + spanText(3, "b") + "\nbad line 0 byte ") == 0, decoded.c_str());
    }

    void textThatBeginsWithANewlineIsNoProtobuf()
    {
        QVERIFY(decodeTwice("\n\n some lines of text\nthat mean nothing\n", "x").format != "otlp-proto");
    }
};

TRIPTYCH_TEST(TestOtlpProto)
#include "tst_otlp_proto.moc"
