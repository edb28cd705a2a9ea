#pragma once
#include "formats/format.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
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
    /// Takes the last processes of the input for those of its first trace: most downloads are of one trace.
    void foresee(std::string_view tail) override;
    bool misled() const override { return m_misled; }

private:
    struct Definition {
        std::string service;
        std::vector<telemetry::Tag> tags;
        bool operator==(const Definition &) const = default;
    };
    using Definitions = std::map<std::string, Definition>;
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
    /// What the batch defines, and what it refers to.
    void readMarks(telemetry::Batch &batch, std::vector<Reference> &references);
    /// The processes of a trace: as the input defines them, else as foreseen; null if neither.
    const Definitions *definitionsOf(std::uint64_t origin);
    void compareForeseen();
    bool resolve(Held &held, bool last);
    void emitResolved(const EmitBatch &emit, bool last);

    std::deque<Held> m_held;
    std::unordered_map<std::uint64_t, Definitions> m_defined;
    Definitions m_foreseen;
    std::optional<std::uint64_t> m_foreseenOrigin; ///< the first trace that waited for its processes
    bool m_used = false;                           ///< something was emitted by m_foreseen
    bool m_misled = false;
};

} // namespace triptych::formats
