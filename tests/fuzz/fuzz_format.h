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

namespace triptych::formats {

using MakeCutter = std::function<std::unique_ptr<Cutter>()>;

/// A cutter of `layout` with pieces so small that every input is cut.
inline MakeCutter smallPieces(JsonLayout layout)
{
    layout.pieceBytes = 100;
    return [layout] { return std::make_unique<JsonCutter>(layout, 10'000); };
}

using RecordCounts = std::tuple<std::size_t, std::size_t, std::size_t>;

inline RecordCounts countRecords(std::string_view bytes, std::size_t portion, Cutter &cutter, PieceDecoder &decoder, Sequencer *order)
{
    RecordCounts counts;
    telemetry::BatchBuilder builder;
    const auto count = [&counts](const telemetry::Batch &b) {
        std::get<0>(counts) += b.spans.size();
        std::get<1>(counts) += b.logs.size();
        std::get<2>(counts) += b.samples.size();
    };
    const auto emit = [&](Piece piece) {
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

/// Also asks every format whether it knows the bytes.
inline int fuzzFormat(std::string_view bytes, const MakeCutter &cutter, const std::function<std::unique_ptr<PieceDecoder>()> &decoder,
                      const std::function<std::unique_ptr<Sequencer>()> &sequencer = {})
{
    (void)recognise({bytes, true, "unknown"});
    RecordCounts first;
    for (const std::size_t portion : {std::max<std::size_t>(bytes.size(), 1), std::size_t(7)}) {
        const auto order = sequencer ? sequencer() : nullptr;
        const RecordCounts counts = countRecords(bytes, portion, *cutter(), *decoder(), order.get());
        if (portion != 7)
            first = counts;
        else if (counts != first)
            std::abort();
    }
    return 0;
}

} // namespace triptych::formats
