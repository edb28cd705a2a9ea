#pragma once
#include "formats/format.h"
#include "formats/json_cutter.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string_view>
#include <tuple>

namespace triptych::fuzz {

using MakeCutter = std::function<std::unique_ptr<formats::Cutter>()>;

/// A cutter of `layout` with pieces so small that every input is cut.
inline MakeCutter smallPieces(formats::JsonLayout layout)
{
    layout.pieceBytes = 100;
    return [layout] { return std::make_unique<formats::JsonCutter>(layout, 10'000); };
}

using RecordCounts = std::tuple<std::size_t, std::size_t, std::size_t>;

inline RecordCounts countRecords(std::string_view bytes, std::size_t portion, formats::Cutter &cutter, formats::PieceDecoder &decoder,
                                 formats::Sequencer *order)
{
    RecordCounts counts;
    telemetry::BatchBuilder builder;
    const auto count = [&counts](const telemetry::Batch &b) {
        std::get<0>(counts) += b.spans.size();
        std::get<1>(counts) += b.logs.size();
        std::get<2>(counts) += b.samples.size();
    };
    const auto emit = [&](const formats::Piece &piece) {
        decoder.decode(piece, builder);
        if (order)
            order->next(builder.take(), piece, count);
        else
            count(builder.take());
    };
    for (std::size_t i = 0; i < bytes.size(); i += portion)
        cutter.feed(bytes.substr(i, portion), emit);
    cutter.finish(emit);
    if (order)
        order->finish(count);
    return counts;
}

/// Reads the bytes twice, whole and in portions of seven: the records must be the same. Also asks every format whether
/// it knows them.
inline int runInSmallPieces(std::string_view bytes, const MakeCutter &cutter,
                            const std::function<std::unique_ptr<formats::PieceDecoder>()> &decoder,
                            const std::function<std::unique_ptr<formats::Sequencer>()> &sequencer = {})
{
    (void)formats::recognise({bytes, true, "unknown"});
    const auto run = [&](std::size_t portion) {
        const auto order = sequencer ? sequencer() : nullptr;
        return countRecords(bytes, portion, *cutter(), *decoder(), order.get());
    };
    if (run(std::max<std::size_t>(bytes.size(), 1)) != run(7))
        std::abort();
    return 0;
}

} // namespace triptych::fuzz
