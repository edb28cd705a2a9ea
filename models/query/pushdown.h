#pragma once
#include "query/backend_query.h"
#include "query/syntax.h"

#include <functional>
#include <string>
#include <vector>

/// What the compilers for backends share: negations are pushed to the terms, the target's words are joined where the
/// target has words, and the rest is kept for evaluation here.
namespace triptych::query {

/// How much of a condition the target's words say. They never say more: what they leave out does not match.
enum class Power : std::uint8_t {
    Nothing, ///< no words: every record passes
    Wider,   ///< others pass too, enough of them to be worth words to a person
    Nearly,  ///< others pass only in data that hardly occurs (odd Unicode, a number written as text)
    Exact,
};

/// A condition in the target's words.
struct Piece {
    enum class Truth : std::uint8_t { Depends, Always, Never };
    std::string text;
    Power power = Power::Nothing;
    std::string why; ///< why not exact, a clause
    Truth truth = Truth::Depends;
    std::string caveat; ///< where the target sees less than the filter means, a sentence

    static Piece exact(std::string text) { return {std::move(text), Power::Exact, {}, Truth::Depends, {}}; }
    static Piece nearly(std::string text) { return {std::move(text), Power::Nearly, {}, Truth::Depends, {}}; }
    static Piece wider(std::string text, std::string why) { return {std::move(text), Power::Wider, std::move(why), Truth::Depends, {}}; }
    static Piece nothing(std::string why) { return {{}, Power::Nothing, std::move(why), Truth::Depends, {}}; }
    static Piece always() { return {{}, Power::Exact, {}, Truth::Always, {}}; }
    static Piece never() { return {{}, Power::Exact, {}, Truth::Never, {}}; }
};

/// A term or free text, or its opposite.
struct Leaf {
    const Term *term = nullptr; ///< one of both is set
    const FreeText *text = nullptr;
    bool negated = false;
};
using LeafWords = std::function<Piece(const Leaf &)>;

/// The target's ` AND ` and ` OR `, and what groups stand in.
struct Joints {
    std::string_view both, either;
    std::string_view bothOpen = "(", bothClose = ")", eitherOpen = "(", eitherClose = ")";
};
/// The opposite of `positive`, written by `write`, where the target can say that exactly; decided here otherwise.
Piece oppositeOf(const Piece &positive, const std::function<std::string(const std::string &)> &write);
Piece allOf(const std::vector<Piece> &pieces, const Joints &joints);
Piece anyOf(const std::vector<Piece> &pieces, const Joints &joints);

/// A number of the record itself (`column`) within a comparison or range, or outside it; `number` writes one.
Piece within(std::string_view column, const Value &value, bool negated, const Joints &joints, std::string (*number)(std::int64_t));

/// One of the conditions that must all hold: a subtree, or its opposite.
struct Conjunct {
    const Node *node = nullptr;
    bool negated = false;
    Node tree() const; ///< with its Not, if negated
};
/// Empty for an empty filter.
std::vector<Conjunct> conjuncts(const Filter &filter);
/// Its term or free text, if it is one.
std::optional<Leaf> leafOf(const Conjunct &conjunct);
/// The conjunct in the target's words.
Piece words(const Conjunct &conjunct, const LeafWords &leaf, const Joints &joints);
/// The conditions of which one must hold, negations inside; the conjunct itself where it is no alternative.
std::vector<Conjunct> alternatives(const Conjunct &conjunct);

/// The conditions that must all hold for the conjunct to; itself where it is no group of such.
std::vector<Conjunct> parts(const Conjunct &conjunct);

/// Collects what is left to evaluate here, and what to say about it.
class Remainder
{
public:
    /// Keeps the conjunct unless the piece says it all.
    void take(const Conjunct &conjunct, const Piece &piece);
    void finish(const Filter &whole, BackendQuery &out);
    void caveat(const std::string &sentence);

private:
    std::vector<Node> m_rest;
    std::vector<LocalPart> m_parts;
    std::vector<std::string> m_caveats;
};

/// For targets whose conditions nest freely: the whole filter in the target's words, `all` where nothing narrows it.
/// Fills text, nothing, remainder, localParts and caveats.
void pushDown(const Filter &filter, const LeafWords &leaf, const Joints &joints, std::string_view all, BackendQuery &out);

} // namespace triptych::query
