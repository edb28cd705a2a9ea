#include "formats/text_formats.h"

#include "formats/combined_reader.h"
#include "formats/json_line_reader.h"
#include "formats/line_census.h"
#include "formats/line_cutter.h"
#include "formats/line_decoder.h"
#include "formats/plain_reader.h"

namespace triptych::formats {

namespace {

using Readers = std::vector<std::unique_ptr<LineReader>>;

/// Every reader of lines, the preferred ones first: files mix (an access log among an application's lines), and each
/// reader refuses what is not its own.
template <typename... Preferred> Readers readers()
{
    Readers all;
    (all.push_back(std::make_unique<Preferred>()), ...);
    return all;
}

std::unique_ptr<Cutter> lineCutter(const Sample &)
{
    return std::make_unique<LineCutter>();
}
std::unique_ptr<Cutter> recordCutter(const Sample &)
{
    return std::make_unique<LineCutter>(&startsPlainRecord);
}

int sniffAccess(const Sample &sample)
{
    const LineCensus census(sample);
    return census.share(census.combined) >= 0.5 ? 60 : 0;
}
std::unique_ptr<PieceDecoder> accessDecoder(const Sample &)
{
    return std::make_unique<LineDecoder>(readers<CombinedReader, JsonLineReader>(), LineJoin::EachLine, "access-log");
}

int sniffJsonLines(const Sample &sample)
{
    const LineCensus census(sample);
    return census.share(census.json) >= 0.5 ? 40 : 0;
}
std::unique_ptr<PieceDecoder> jsonDecoder(const Sample &)
{
    return std::make_unique<LineDecoder>(readers<JsonLineReader, CombinedReader>(), LineJoin::EachLine, "json-log");
}

int sniffPlain(const Sample &sample)
{
    return LineCensus(sample).isText() ? 2 : 0;
}
std::unique_ptr<PieceDecoder> plainDecoder(const Sample &)
{
    return std::make_unique<LineDecoder>(readers<JsonLineReader, CombinedReader>(), LineJoin::Continuations);
}

} // namespace

std::vector<Format> textFormats()
{
    return {
        {"access-log", "access log (combined)", sniffAccess, lineCutter, accessDecoder, nullptr, {}},
        {"json-log", "JSON lines", sniffJsonLines, lineCutter, jsonDecoder, nullptr, {}},
        {"text-log", "plain text log", sniffPlain, recordCutter, plainDecoder, nullptr, {}},
    };
}

} // namespace triptych::formats
