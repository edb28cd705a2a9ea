#pragma once
#include "formats/format.h"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace triptych::formats {

/// Holds batches whose spans name processes that have not come yet, in order, and gives those spans their resource and
/// service once they have. Held batches are compressed blocks: about a tenth of their input.
class JaegerSequencer final : public Sequencer
{
public:
    void next(telemetry::Batch batch, const Piece &piece, const EmitBatch &emit) override;
    void finish(const EmitBatch &emit) override;

private:
    struct Definition {
        std::string service;
        std::vector<telemetry::Tag> tags;
    };
    /// A resource of a held batch that stands for a process.
    struct Reference {
        std::size_t resource;
        std::uint64_t origin;
        std::string process;
    };
    struct Held {
        telemetry::Batch batch;
        std::vector<Reference> references;
    };
    bool resolve(Held &held, bool last);
    void emitResolved(const EmitBatch &emit, bool last);

    std::deque<Held> m_held;
    std::unordered_map<std::uint64_t, std::map<std::string, Definition>> m_defined;
};

} // namespace triptych::formats
