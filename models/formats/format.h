#pragma once
#include "telemetry/batch.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::formats {

/// A part of one input that can be read on its own, on any thread.
struct Piece {
    std::string bytes;
    std::uint64_t firstLine = 1; ///< of bytes[0] in the input, from 1
    std::uint64_t firstByte = 0; ///< of bytes[0] in the input
    std::string context;         ///< what the cutter tells the decoder (JSON path, header lines); its format's business
};
using EmitPiece = std::function<void(Piece)>;

/// Cuts the bytes of one input into pieces of about kPieceBytes, in order, memory bounded. One thread.
class Cutter
{
public:
    static constexpr std::size_t kPieceBytes = 4u << 20;
    virtual ~Cutter() = default;
    /// Bytes come in portions of any size.
    virtual void feed(std::string_view bytes, const EmitPiece &emit) = 0;
    virtual void finish(const EmitPiece &emit) = 0;
};

/// Reads pieces. Each worker thread has its own; a piece is decoded on whichever is free, so nothing may be carried
/// from one piece to the next but caches.
class PieceDecoder
{
public:
    virtual ~PieceDecoder() = default;
    virtual void decode(const Piece &piece, telemetry::BatchBuilder &out) = 0;
};

using EmitBatch = std::function<void(telemetry::Batch)>;
/// Gets the batches of one input in the order of its pieces, before they are written: the place for what only later
/// input decides (Jaeger's processes follow its spans). One thread.
class Sequencer
{
public:
    virtual ~Sequencer() = default;
    virtual void next(telemetry::Batch batch, const Piece &piece, const EmitBatch &emit) = 0; ///< piece.bytes is empty here
    virtual void finish(const EmitBatch &emit) = 0;

    /// How much of the end foresee() can use.
    static constexpr std::size_t kTailBytes = 1u << 20;
    /// The last bytes of the input, known before the first batch: what follows may be taken from them meanwhile, so that
    /// batches need not be held. Then misled() must be asked after each next() and finish().
    virtual void foresee(std::string_view tail) { (void)tail; }
    /// A batch was emitted by what foresee() saw and the input said otherwise: it must be read again without foresight.
    virtual bool misled() const { return false; }
};

class JsonOutline;
class LineCensus;

/// The beginning of an input, unpacked.
struct Sample {
    std::string_view head;  ///< up to 256 KiB
    bool whole = false;     ///< the head is all there is
    std::string_view name;  ///< file name, for messages and ties only: content decides
    /// What twenty formats would each find out anew; made when first asked for. One thread.
    const JsonOutline &outline() const;
    const LineCensus &census() const;
    mutable std::shared_ptr<const JsonOutline> madeOutline{};
    mutable std::shared_ptr<const LineCensus> madeCensus{};
};

/// No format is surer than that of its own input.
inline constexpr int kSurest = 95;

/// One format Triptych knows. Sniffing, cutting, decoding; or, for a format that is known but not read, the sentence
/// that says so.
struct Format {
    std::string_view name;  ///< stable, for JSON: "otlp-json"
    std::string_view title; ///< for people: "OTLP JSON"
    /// How sure: 0 no, 1 last resort (plain text) … kSurest. Never throws; O(head).
    int (*sniff)(const Sample &sample) = nullptr;
    std::unique_ptr<Cutter> (*cutter)(const Sample &sample) = nullptr;
    std::unique_ptr<PieceDecoder> (*decoder)(const Sample &sample) = nullptr;
    std::unique_ptr<Sequencer> (*sequencer)() = nullptr; ///< null: batches go on as they are
    std::string_view refusal; ///< set: not read; e.g. "a Chrome trace-event file; Triptych reads OTLP, Jaeger and Zipkin traces"
};

/// All formats, most specific first. Filled by the files of this room; see all_formats.cpp.
const std::vector<Format> &allFormats();
/// The surest format for the sample; null if none answers above 0 (binary of no known kind).
const Format *recognise(const Sample &sample);

} // namespace triptych::formats
