#pragma once
#include "query/aliases.h"
#include "query/syntax.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::query {

struct Candidate {
    std::string text;        ///< shown
    std::string insert;      ///< replaces the range: quoted as needed, keys with their colon
    std::uint64_t count = 0; ///< records that have it; 0 unknown
    std::string note;        ///< "field", "alias", a scope …; may be empty
};

/// What stands at the cursor.
struct CompletionContext {
    enum class What : std::uint8_t { Nothing, Key, TagValue };
    What what = What::Nothing;
    std::string key;     ///< of a TagValue: the key as written, without `@`
    std::string prefix;  ///< what is typed so far, unescaped
    TextRange replace;   ///< bytes that a candidate replaces
    bool bare = false;   ///< a word that may become a key, or be a value already
};
/// `cursor` in bytes. Inside a regex, a range or a comparison nothing is completed.
CompletionContext completionContext(std::string_view text, std::size_t cursor);

/// A key of the data with its count of records.
struct KnownKey {
    std::string key;
    std::uint64_t count = 0;
};
/// Intrinsics, then aliases that the data knows, then keys: those that start with the prefix before those that hold it.
std::vector<Candidate> keyCandidates(const CompletionContext &context, const std::vector<KnownKey> &keys,
                                     const AliasTable &aliases, std::size_t limit);
/// Values of `context.key` out of `values` (most frequent first), or the fixed names of an intrinsic.
std::vector<Candidate> valueCandidates(const CompletionContext &context, const std::vector<KnownKey> &values, std::size_t limit);

/// A value of the data, whichever key it is of.
struct KnownValue {
    std::string key, value;
    std::uint64_t count = 0;
};
/// Value first: whole terms (`service:checkout`) whose value begins with or holds the bare word that is typed; nothing for
/// fewer than two letters.
std::vector<Candidate> termCandidates(const CompletionContext &context, const std::vector<KnownValue> &values, std::size_t limit);

/// Both in one: `values` is asked (key, prefix) only where a value is being completed.
using ValuesOf = std::function<std::vector<KnownKey>(const std::string &key, const std::string &prefix)>;
std::vector<Candidate> complete(const CompletionContext &context, const std::vector<KnownKey> &keys, const ValuesOf &values,
                                const AliasTable &aliases, std::size_t limit = 50);

} // namespace triptych::query
