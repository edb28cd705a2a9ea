#include "test_registry.h"

#include "formats/json_cutter.h"

#include <QTest>

using namespace triptych;
using formats::JsonCutter;
using formats::JsonLayout;
using formats::Piece;

namespace {

// Documents `{"list":[…],"head":{…}}` and `[{"list":…},…]`, cut between elements of both lists.
enum Node { Document = 1, Documents, List };

JsonLayout layout(std::size_t pieceBytes)
{
    JsonLayout l;
    l.child = [](int parent, char bracket, std::string_view key) -> int {
        if (parent == JsonLayout::kRoot)
            return bracket == '{' ? Document : Documents;
        if (parent == Documents)
            return bracket == '{' ? Document : JsonLayout::kOff;
        return parent == Document && bracket == '[' && key == "list" ? List : JsonLayout::kOff;
    };
    l.cuts = [](int node) { return node == Documents || node == List; };
    l.remembers = [](int node, std::string_view key) { return node == Document && key == "head"; };
    l.pieceBytes = pieceBytes;
    return l;
}

std::vector<Piece> cut(std::string_view bytes, std::size_t pieceBytes, std::size_t portion = 1u << 20,
                       std::size_t maxElement = JsonCutter::kMaxElement)
{
    std::vector<Piece> pieces;
    JsonCutter cutter(layout(pieceBytes), maxElement);
    const auto keep = [&pieces](Piece p) { pieces.push_back(std::move(p)); };
    for (std::size_t i = 0; i < bytes.size(); i += portion)
        cutter.feed(bytes.substr(i, portion), keep);
    cutter.finish(keep);
    return pieces;
}

std::string text(const std::vector<Piece> &pieces)
{
    std::string out;
    for (const Piece &p : pieces)
        out += std::to_string(p.firstLine) + ":" + std::to_string(p.firstByte) + " " + p.context + "|" + p.bytes + "\n";
    return out;
}

constexpr const char *kContext = "{\"head\":{\"name\":\"a \\\"quoted\\\" } name\"},\"list\":[";

std::string manyElements(int count)
{
    std::string out = kContext;
    for (int i = 0; i < count; ++i)
        out += (i == 0 ? "\n" : ",\n") + ("{\"i\":" + std::to_string(i)) +
               ",\"text\":\"brackets ]}[{ and \\\\\\\" quotes\",\"deep\":[[1,2],{\"a\":[]}]}";
    return out + "]}\n";
}

} // namespace

class TestJsonCutter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void piecesTogetherAreTheInput()
    {
        const std::string input = manyElements(500);
        std::string together;
        for (const Piece &p : cut(input, 1000)) {
            QCOMPARE(p.firstByte, static_cast<std::uint64_t>(together.size()));
            QCOMPARE(p.firstLine, static_cast<std::uint64_t>(1 + std::count(together.begin(), together.end(), '\n')));
            together += p.bytes;
        }
        QVERIFY(together == input || together + "\n" == input);
    }

    void portionsOfAnySizeGiveTheSamePieces()
    {
        const std::string input = manyElements(300) + manyElements(20);
        const std::string whole = text(cut(input, 1000));
        QVERIFY(std::count(whole.begin(), whole.end(), '|') > 10);
        for (const std::size_t portion : {1, 7, 63, 64, 65, 65536})
            QCOMPARE(QString::fromStdString(text(cut(input, 1000, portion))), QString::fromStdString(whole));
    }

    void aPieceInsideAListBeginsWithWhatPrecededTheList()
    {
        const auto pieces = cut(manyElements(100), 1000);
        QVERIFY(pieces.size() > 3);
        QCOMPARE(QString::fromStdString(pieces[0].context), QString());
        for (std::size_t i = 1; i + 1 < pieces.size(); ++i)
            QCOMPARE(QString::fromStdString(pieces[i].context), QString::fromLatin1(kContext));
    }

    void aRecordThatBreaksOffDoesNotTakeTheNextLineWithIt()
    {
        // A string without end, a missing bracket: the lines after them are documents of their own.
        const std::string blanks(100, ' ');
        const std::string input = "{\"list\":[{\"a\":\"unfinished" + blanks + "\n{\"list\":[{\"b\":1}]}" + blanks + "\n{\"list\":[{\"c\":2}" + blanks +
                                  "\n{\"list\":[{\"d\":3}]}\n";
        std::string found;
        for (const Piece &p : cut(input, 1)) {
            for (const char *record : {"\"b\"", "\"c\"", "\"d\""}) {
                if (p.bytes.find(record) != std::string::npos && p.bytes.find("{\"list\"") == p.bytes.find_first_not_of(" \n") && p.context.empty())
                    found += record;
            }
        }
        QCOMPARE(QString::fromStdString(found), QStringLiteral("\"b\"\"c\"\"d\""));
    }

    void anInputThatEndsBetweenRecordsIsReportedWithItsPlace()
    {
        const auto pieces = cut("{\"list\":[\n{\"a\":1},\n", 1u << 20);
        QCOMPARE(pieces.size(), std::size_t(2));
        QCOMPARE(pieces[1].context.front(), JsonCutter::kErrorMark);
        QCOMPARE(pieces[1].firstByte, std::uint64_t(19));
        QCOMPARE(pieces[1].firstLine, std::uint64_t(3));
    }

    void aRecordOverTheLimitIsLeftOutAndTheNextOnesAreKept()
    {
        const std::string huge(100'000, 'x');
        const std::string input = "{\"list\":[{\"a\":1},{\"b\":\"" + huge + "\"},{\"c\":3},{\"d\":4}]}";
        std::string all, reports;
        for (const Piece &p : cut(input, 1u << 20, 1000, 10'000)) {
            QVERIFY(p.bytes.size() < 20'000);
            all += p.bytes;
            if (!p.context.empty() && p.context.front() == JsonCutter::kErrorMark)
                reports += p.context;
        }
        QVERIFY(all.find("{\"a\":1}") != std::string::npos);
        QVERIFY(all.find("{\"d\":4}") != std::string::npos);
        QVERIFY(reports.find("left out") != std::string::npos);
    }

    void anyDepthOfBracketsIsCutInBoundedMemory()
    {
        const std::string input = std::string(1'000'000, '[') + std::string(1'000'000, ']') + "\n{\"list\":[{\"a\":1}]}";
        const auto pieces = cut(input, 1000);
        QVERIFY(pieces.back().bytes.find("{\"a\":1}") != std::string::npos);
    }
};

TRIPTYCH_TEST(TestJsonCutter)
#include "tst_json_cutter.moc"
