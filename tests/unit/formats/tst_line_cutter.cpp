#include "formats/line_cutter.h"
#include "formats/plain_reader.h"
#include "test_registry.h"

#include <QTest>

using namespace triptych::formats;

namespace {

std::string cut(std::string_view text, LineCutter &cutter, std::size_t portion)
{
    std::string out;
    const auto emit = [&out](Piece piece) {
        out += std::to_string(piece.firstLine) + '@' + std::to_string(piece.firstByte) +
               (LineCutter::beginsInsideLine(piece) ? "+" : "") + '[' + piece.bytes + "]\n";
    };
    for (std::size_t i = 0; i < text.size(); i += portion)
        cutter.feed(text.substr(i, portion), emit);
    cutter.finish(emit);
    return out;
}

} // namespace

class TestLineCutter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void piecesEndAtLineEndsHoweverTheBytesCome()
    {
        for (const std::size_t portion : {1u, 3u, 8u, 100u}) {
            LineCutter cutter(nullptr, 8, 64);
            const std::string pieces = cut("aaa\nbbb\ncccccc\ndd", cutter, portion);
            QCOMPARE(pieces, std::string("1@0[aaa\nbbb\n]\n3@8[cccccc\n]\n4@15[dd]\n"));
        }
    }
    void aRecordIsNotCutFromItsContinuation()
    {
        LineCutter cutter(&startsPlainRecord, 10, 64);
        QCOMPARE(cut("first\n at one\n at two\nsecond\n at x\n", cutter, 4),
                 std::string("1@0[first\n at one\n at two\n]\n4@22[second\n at x\n]\n"));
    }
    void aGiganticLineIsCutAndSaysSo()
    {
        LineCutter cutter(nullptr, 8, 16);
        QCOMPARE(cut("0123456789abcdefghij\nx\n", cutter, 5), std::string("1@0[0123456789abcdef]\n1@16+[ghij\nx\n]\n"));
    }
    void nothingGivesNoPiece()
    {
        LineCutter cutter;
        QCOMPARE(cut("", cutter, 1), std::string());
    }
};
TRIPTYCH_TEST(TestLineCutter)
#include "tst_line_cutter.moc"
