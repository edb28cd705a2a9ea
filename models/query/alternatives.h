#pragma once
#include "query/pushdown.h"

#include <vector>

namespace triptych::query {

/// What became of two requests joined into one: all of both; less (the request is wider than both); or no record can
/// satisfy both.
enum class Joined : std::uint8_t { Whole, Less, Never };

/// For targets that only join conditions (one request, one selector): a filter as alternatives of requests. `Request`
/// has `Joined join(const Request &)`.
template <typename Request> struct Choices {
    std::vector<Request> any; ///< one of these; empty: none can hold
    Power power = Power::Exact;
    std::string why, caveat;

    static Choices nothing(std::string why) { return {{Request{}}, Power::Nothing, std::move(why), {}}; }
    static Choices never() { return {{}, Power::Exact, {}, {}}; }
    static Choices always() { return {{Request{}}, Power::Exact, {}, {}}; }
    static Choices one(Request request) { return {{std::move(request)}, Power::Exact, {}, {}}; }
    Choices as(Power least, std::string reason) &&
    {
        if (least < power) {
            power = least;
            why = std::move(reason);
        }
        return std::move(*this);
    }
};

template <typename Request> Choices<Request> both(const Choices<Request> &a, const Choices<Request> &b)
{
    Choices<Request> out{{}, std::min(a.power, b.power), a.power <= b.power ? a.why : b.why, a.caveat.empty() ? b.caveat : a.caveat};
    if (out.power == Power::Nothing && (a.power != Power::Nothing || b.power != Power::Nothing))
        out.power = Power::Wider;
    for (const Request &left : a.any)
        for (const Request &right : b.any) {
            Request joined = left;
            const Joined how = joined.join(right);
            if (how == Joined::Less)
                out = std::move(out).as(Power::Wider, "two values of one kind cannot be asked for at once");
            if (how != Joined::Never && std::find(out.any.begin(), out.any.end(), joined) == out.any.end())
                out.any.push_back(std::move(joined));
        }
    return out;
}

template <typename Request> Choices<Request> either(std::vector<Choices<Request>> all)
{
    Choices<Request> out = Choices<Request>::never();
    for (Choices<Request> &one : all) {
        if (one.power == Power::Nothing)
            return one;
        if (one.power < out.power) {
            out.power = one.power;
            out.why = one.why;
        }
        if (out.caveat.empty())
            out.caveat = one.caveat;
        for (Request &request : one.any)
            if (std::find(out.any.begin(), out.any.end(), request) == out.any.end())
                out.any.push_back(std::move(request));
    }
    return out;
}

template <typename Request, typename LeafChoices> Choices<Request> choices(const Conjunct &conjunct, const LeafChoices &leaf, std::size_t most)
{
    if (const std::optional<Leaf> one = leafOf(conjunct))
        return leaf(*one);
    const std::vector<Conjunct> options = alternatives(conjunct);
    if (options.size() == 1 && options.front().node == conjunct.node) { // an And within an Or
        Choices<Request> out = Choices<Request>::always();
        for (const Conjunct &part : parts(conjunct)) {
            Choices<Request> joined = both(out, choices<Request>(part, leaf, most));
            if (joined.any.size() > most) {
                out = std::move(out).as(Power::Wider, "it would need more requests than one filter may send");
                continue;
            }
            out = std::move(joined);
        }
        return out;
    }
    std::vector<Choices<Request>> all;
    for (const Conjunct &option : options)
        all.push_back(choices<Request>(option, leaf, most));
    Choices<Request> out = either(std::move(all));
    return out.any.size() > most ? Choices<Request>::nothing("it would need more requests than one filter may send") : out;
}

/// The whole filter; at most `most` requests. Fills nothing, remainder, localParts and caveats of `out`.
template <typename Request, typename LeafChoices>
std::vector<Request> requests(const Filter &filter, const LeafChoices &leaf, std::size_t most, BackendQuery &out)
{
    Choices<Request> whole = Choices<Request>::always();
    Remainder rest;
    for (const Conjunct &conjunct : conjuncts(filter)) {
        Choices<Request> one = choices<Request>(conjunct, leaf, most);
        Choices<Request> joined = both(whole, one);
        if (joined.any.size() > most) {
            one = Choices<Request>::nothing("it would need more requests than one filter may send");
            joined = whole;
        } else if (joined.power < one.power) {
            one.power = joined.power;
            one.why = joined.why;
        }
        whole.any = std::move(joined.any);
        rest.take(conjunct, Piece{{}, one.power, one.why, Piece::Truth::Depends, one.caveat});
    }
    out.nothing = whole.any.empty();
    if (!out.nothing)
        rest.finish(filter, out);
    return std::move(whole.any);
}

} // namespace triptych::query
