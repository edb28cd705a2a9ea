#pragma once
#include "analysis/flame_examples.h"
#include "analysis/trace_table.h"

#include <array>

namespace triptych::analysis
{

enum class FlameWeight : std::uint8_t { Total, Self, Count, Errors, Critical };
inline constexpr std::size_t kFlameWeights = 5;
/// Whether a frame directly or indirectly below itself is counted in its outermost one.
enum class Recursion : std::uint8_t { Keep, Collapse };

/// Index of a frame (a service and operation), and of a node (a path of frames), of one FlameProfile.
enum class FrameIndex : std::uint32_t { None = 0xffffffffu };
enum class FlameNodeIndex : std::uint32_t { Root = 0, None = 0xffffffffu };
constexpr std::uint32_t toInt(FrameIndex i)
{
    return static_cast<std::uint32_t>(i);
}
constexpr std::uint32_t toInt(FlameNodeIndex i)
{
    return static_cast<std::uint32_t>(i);
}

struct Frame {
    std::string service, operation;
};

/// Sums over the spans of one path. total: their durations, so concurrent children may add up to more than their
/// parent (see FlameProfile::weight); self: their self times; critical: their time on their traces' critical paths.
struct FlameNode {
    FrameIndex frame = FrameIndex::None; ///< None: the root of all
    FlameNodeIndex parent = FlameNodeIndex::None;
    std::uint32_t depth = 0;             ///< root 0
    std::uint64_t count = 0, errors = 0; ///< spans of this path
    Nanos total = 0, self = 0, critical = 0; ///< sums over these spans, ns
};

inline constexpr std::uint32_t kMostCallerLevels = 4096;

/// Spans of one or many traces merged by path of service and operation. Build with FlameProfileBuilder; immutable, any
/// thread. Node 0 is the root of all; a parent's index is below its children's.
class FlameProfile
{
public:
    const std::vector<FlameNode> &nodes() const { return m_nodes; }
    const std::vector<Frame> &frames() const { return m_frames; }
    const FlameNode &node(FlameNodeIndex i) const { return m_nodes[toInt(i)]; }
    const Frame &frame(FrameIndex i) const { return m_frames[toInt(i)]; }
    FrameIndex findFrame(std::string_view service, std::string_view operation) const; ///< O(frames)
    std::uint64_t traceCount() const { return m_traces; }
    std::uint64_t spanCount() const { return m_spans; }
    std::uint32_t maxDepth() const { return m_maxDepth; }

    /// Width of a node, in ns or spans: never less than the sum of its children, so that children fit in it.
    /// Total: durations, or its children's where these take longer (concurrent, or outlasting their parent).
    /// Self, Critical: self times, times on the critical path, of the path and all below. Count, Errors: spans, error
    /// spans of the path and all below.
    std::uint64_t weight(FlameNodeIndex i, FlameWeight weight) const
    {
        return m_weights[static_cast<std::size_t>(weight)][toInt(i)];
    }
    /// Own part of weight(): what is not its children's.
    std::uint64_t ownWeight(FlameNodeIndex i, FlameWeight weight) const;
    /// Children, heaviest first (left-heavy), then by service and operation.
    std::vector<FlameNodeIndex> childrenByWeight(FlameNodeIndex i, FlameWeight weight) const;
    std::span<const std::uint32_t> children(FlameNodeIndex i) const ///< in no particular order
    {
        return {m_children.data() + m_firstChild[toInt(i)], m_firstChild[toInt(i) + 1] - m_firstChild[toInt(i)]};
    }

    /// Sums over all nodes of a frame; recursion counted once in total.
    struct FrameSums {
        std::uint64_t count = 0, errors = 0;
        Nanos total = 0, self = 0, critical = 0;
    };
    std::vector<FrameSums> frameSums() const;

    /// Spans that show what a path is about; those of callers() are spans of its frame called that way. None of the
    /// root, and of a path that counts no spans.
    std::optional<FlameExamples> examples(FlameNodeIndex i) const;

    /// Everything below any call of `frame`, merged: a profile whose top frame it is.
    FlameProfile callees(FrameIndex frame) const;
    /// Everything above, inverted: the top frame is `frame`, its children are its callers, at most kMostCallerLevels.
    /// Weights are those of `frame`'s spans; recursion is counted in the outermost.
    FlameProfile callers(FrameIndex frame) const;
    FlameProfile collapsed() const; ///< recursion collapsed
    /// Without the frames marked in `hidden` (by FrameIndex): their self time and children are their caller's, their
    /// spans are not counted.
    FlameProfile hiding(const std::vector<bool> &hidden) const;
    /// Only stacks with a frame marked in `kept`: such frames, all below them, and the way there, which counts nothing
    /// of its own.
    FlameProfile keeping(const std::vector<bool> &kept) const;

private:
    friend class FlameProfileBuilder;
    /// Own: a node's count, self and errors leave out what is below. Inclusive: they hold it already.
    enum class Sums : std::uint8_t { Own, Inclusive };
    /// Which node of the new profile stands for which of the old.
    struct Origin {
        std::uint32_t node, of;
    };
    static FlameProfile make(std::vector<FlameNode> nodes, std::vector<Frame> frames, Sums sums);
    /// A profile made of this one's nodes, with its frames, traces and samples.
    FlameProfile derived(std::vector<FlameNode> nodes, Sums sums, const std::vector<Origin> &origins) const;
    void weigh(Sums sums);

    std::vector<FlameNode> m_nodes;
    std::vector<Frame> m_frames;
    std::vector<std::uint32_t> m_firstChild, m_children;
    std::array<std::vector<std::uint64_t>, kFlameWeights> m_weights; // by FlameWeight
    // As collected, by node of the profile that was built; shared with all that are derived from it.
    std::shared_ptr<const std::vector<FlameSample>> m_samples;
    std::vector<std::uint32_t> m_firstSample, m_sampleOf; // per node, of a derived profile; empty: node i has sample i
    std::uint64_t m_traces = 0, m_spans = 0;
    std::uint32_t m_maxDepth = 0;
};

/// Collects traces. Not for several threads at once: each may have a builder of its own, united in the end.
class FlameProfileBuilder
{
public:
    explicit FlameProfileBuilder(Recursion recursion = Recursion::Keep);
    ~FlameProfileBuilder();
    FlameProfileBuilder(FlameProfileBuilder &&) noexcept;
    /// Adds all spans of `trace`, or with `root` those of one subtree. Placeholders are no frames. O(n).
    /// False if stopped: the trace may be in part.
    bool add(const TraceTable &trace, std::stop_token stop = {}, SpanIndex root = SpanIndex::None);
    /// Adds all that `other` collected.
    void unite(const FlameProfileBuilder &other);
    std::uint64_t traceCount() const;
    /// The profile so far; the builder may go on.
    FlameProfile profile() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

/// One path in either of two profiles. Weights of absent paths are 0.
struct FlameDiffNode {
    FrameIndex frame = FrameIndex::None; ///< of FlameDiff::frames
    FlameNodeIndex parent = FlameNodeIndex::None;
    std::uint32_t depth = 0;
    double a = 0, b = 0; ///< share of the whole of each side, 0..1
    std::uint64_t rawA = 0, rawB = 0;
};
struct FlameDiff {
    std::vector<FlameDiffNode> nodes; ///< node 0 the root; parents before children
    std::vector<Frame> frames;
};
/// Paths of both sides united; shares make sides of different size comparable.
FlameDiff flameDiff(const FlameProfile &a, const FlameProfile &b, FlameWeight weight);

} // namespace triptych::analysis
