#pragma once
#include "formats/format.h"
#include "formats/json_cutter.h"

#include <memory>

/// What lists of formats are filled with: makers of parts that need nothing of the sample.
namespace triptych::formats {

template <JsonLayout (*layout)()> std::unique_ptr<Cutter> jsonCutter(const Sample &)
{
    return std::make_unique<JsonCutter>(layout());
}

template <typename Decoder> std::unique_ptr<PieceDecoder> decoder(const Sample &)
{
    return std::make_unique<Decoder>();
}

} // namespace triptych::formats
