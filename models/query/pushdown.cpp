#include "query/pushdown.h"

#include "query/filter_text.h"
#include "query/value_forms.h"

#include <algorithm>

namespace triptych::query {

namespace {

using Truth = Piece::Truth;

std::string joined(const std::vector<const Piece *> &pieces, std::string_view open, std::string_view joint, std::string_view close)
{
    if (pieces.size() == 1)
        return pieces.front()->text;
    std::string out(open);
    for (const Piece *piece : pieces)
        out += (piece == pieces.front() ? std::string() : std::string(joint)) + piece->text;
    return out.append(close);
}

/// The weakest of them, with its reason; caveats of all.
Piece summary(const std::vector<const Piece *> &pieces)
{
    Piece out = Piece::exact({});
    for (const Piece *piece : pieces) {
        if (piece->power < out.power || (piece->power == out.power && out.why.empty())) {
            out.power = piece->power;
            out.why = piece->why;
        }
        if (out.caveat.empty())
            out.caveat = piece->caveat;
    }
    return out;
}

void collect(const Node &node, bool negated, Group::Kind joining, std::vector<Conjunct> &out)
{
    const auto *group = std::get_if<Group>(&node.what);
    if (group && group->kind == Group::Kind::Not)
        return collect(group->children.front(), !negated, joining, out);
    // The opposite of an Or is an And of opposites, and the other way round.
    const Group::Kind opposite = joining == Group::Kind::And ? Group::Kind::Or : Group::Kind::And;
    if (group && group->kind == (negated ? opposite : joining)) {
        for (const Node &child : group->children)
            collect(child, negated, joining, out);
        return;
    }
    out.push_back({&node, negated});
}

} // namespace

Piece oppositeOf(const Piece &positive, const std::function<std::string(const std::string &)> &write)
{
    if (positive.truth != Piece::Truth::Depends)
        return positive.truth == Piece::Truth::Always ? Piece::never() : Piece::always();
    if (positive.power != Power::Exact)
        return Piece::nothing(positive.why.empty() ? "its opposite is decided here" : positive.why);
    return Piece::exact(write(positive.text));
}

Piece allOf(const std::vector<Piece> &pieces, const Joints &joints)
{
    std::vector<const Piece *> depending, said;
    for (const Piece &piece : pieces) {
        if (piece.truth == Truth::Never)
            return Piece::never();
        if (piece.truth == Truth::Always)
            continue;
        depending.push_back(&piece);
        if (piece.power != Power::Nothing)
            said.push_back(&piece);
    }
    if (depending.empty())
        return Piece::always();
    Piece out = summary(depending);
    if (said.empty())
        return Piece::nothing(out.why);
    out.text = joined(said, joints.bothOpen, joints.both, joints.bothClose);
    out.power = std::max(out.power, Power::Wider);
    return out;
}

Piece anyOf(const std::vector<Piece> &pieces, const Joints &joints)
{
    std::vector<const Piece *> depending;
    for (const Piece &piece : pieces) {
        if (piece.truth == Truth::Always)
            return Piece::always();
        if (piece.truth == Truth::Depends)
            depending.push_back(&piece);
    }
    if (depending.empty())
        return Piece::never();
    Piece out = summary(depending);
    if (out.power == Power::Nothing)
        return Piece::nothing(out.why);
    out.text = joined(depending, joints.eitherOpen, joints.either, joints.eitherClose);
    return out;
}

Piece within(std::string_view column, const Value &value, bool negated, const Joints &joints, std::string (*number)(std::int64_t))
{
    const WholeRange range = wholeRange(value);
    std::vector<Piece> pieces;
    const std::string name(column);
    if (range.low)
        pieces.push_back(Piece::exact(name + (negated ? " < " : " >= ") + number(*range.low)));
    if (range.high)
        pieces.push_back(Piece::exact(name + (negated ? " > " : " <= ") + number(*range.high)));
    return negated ? anyOf(pieces, joints) : allOf(pieces, joints);
}

Node Conjunct::tree() const
{
    if (!negated)
        return *node;
    Group group{Group::Kind::Not, {*node}};
    return Node{std::move(group), node->where, false};
}

std::vector<Conjunct> conjuncts(const Filter &filter)
{
    std::vector<Conjunct> out;
    if (filter.root())
        collect(*filter.root(), false, Group::Kind::And, out);
    return out;
}

std::vector<Conjunct> alternatives(const Conjunct &conjunct)
{
    std::vector<Conjunct> out;
    collect(*conjunct.node, conjunct.negated, Group::Kind::Or, out);
    return out;
}

std::vector<Conjunct> parts(const Conjunct &conjunct)
{
    std::vector<Conjunct> out;
    collect(*conjunct.node, conjunct.negated, Group::Kind::And, out);
    return out;
}

std::optional<Leaf> leafOf(const Conjunct &conjunct)
{
    Leaf leaf{std::get_if<Term>(&conjunct.node->what), std::get_if<FreeText>(&conjunct.node->what), conjunct.negated};
    return leaf.term || leaf.text ? std::optional(leaf) : std::nullopt;
}

Piece words(const Conjunct &conjunct, const LeafWords &leaf, const Joints &joints)
{
    if (const std::optional<Leaf> one = leafOf(conjunct))
        return leaf(*one);
    std::vector<Conjunct> parts;
    const auto &group = std::get<Group>(conjunct.node->what);
    if (group.kind == Group::Kind::Not)
        return words({&group.children.front(), !conjunct.negated}, leaf, joints);
    const bool all = (group.kind == Group::Kind::And) != conjunct.negated;
    collect(*conjunct.node, conjunct.negated, all ? Group::Kind::And : Group::Kind::Or, parts);
    std::vector<Piece> pieces;
    for (const Conjunct &part : parts)
        pieces.push_back(words(part, leaf, joints));
    return all ? allOf(pieces, joints) : anyOf(pieces, joints);
}

void Remainder::take(const Conjunct &conjunct, const Piece &piece)
{
    caveat(piece.caveat);
    if (piece.power == Power::Exact)
        return;
    m_rest.push_back(conjunct.tree());
    if (piece.power != Power::Nearly)
        m_parts.push_back({filterText(m_rest.back()), piece.why});
}

void Remainder::caveat(const std::string &sentence)
{
    if (!sentence.empty() && std::find(m_caveats.begin(), m_caveats.end(), sentence) == m_caveats.end())
        m_caveats.push_back(sentence);
}

void Remainder::finish(const Filter &whole, BackendQuery &out)
{
    out.caveats = std::move(m_caveats);
    out.localParts = std::move(m_parts);
    if (m_rest.empty())
        return;
    const std::string text = m_rest.size() == 1 ? filterText(m_rest.front())
                                                : filterText(Node{Group{Group::Kind::And, std::move(m_rest)}, {}, false});
    const auto filter = Filter::parse(text);
    out.remainder = filter ? *filter : whole; // written out, it may nest deeper than a filter may
}

void pushDown(const Filter &filter, const LeafWords &leaf, const Joints &joints, std::string_view all, BackendQuery &out)
{
    std::vector<Piece> pieces;
    Remainder rest;
    for (const Conjunct &conjunct : conjuncts(filter)) {
        pieces.push_back(words(conjunct, leaf, joints));
        rest.take(conjunct, pieces.back());
    }
    const Piece whole = allOf(pieces, joints);
    out.nothing = whole.truth == Truth::Never;
    if (!out.nothing)
        rest.finish(filter, out);
    out.text = whole.truth != Truth::Depends || whole.power == Power::Nothing ? std::string(all) : whole.text;
    const auto said = std::count_if(pieces.begin(), pieces.end(), [](const Piece &p) { return p.truth == Truth::Depends && p.power != Power::Nothing; });
    if (said > 1 && !out.nothing && joints.bothOpen == "(")
        out.text = out.text.substr(1, out.text.size() - 2); // nothing stands around it
}

} // namespace triptych::query
