#pragma once
#include "telemetry/hash.h"
#include "telemetry/text_ends.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace triptych::telemetry {

/// One value column of one shape within a block: a dictionary while values repeat, plain text when they do not.
class BlockField
{
public:
    void add(std::string_view value)
    {
        if (m_raw)
            addRaw(value);
        else
            addKey(value);
    }

    bool raw() const { return m_raw; }
    std::span<const std::uint16_t> ids() const { return m_ids.all(); }
    std::size_t distinct() const { return m_entries.size(); }
    std::string_view entry(std::size_t i) const { return {m_text.data() + m_entries[i].at, m_entries[i].ends.size}; }
    std::string_view text() const { return {m_text.data(), m_used}; }
    std::span<const std::uint32_t> lengths() const { return m_lengths.all(); }

    /// Starts the next block; what was plain text stays so (probing again would cost more than it finds).
    void clear()
    {
        m_used = 0;
        m_lengths.clear();
        m_ids.clear();
        m_entries.clear();
        std::fill(m_slots.begin(), m_slots.end(), 0);
        m_recent.fill(0);
    }

private:
    /// A number for each row. Its end is inlined, which that of a vector is not.
    template <typename Number> class PerRow
    {
    public:
        void push(Number n)
        {
            if (m_size == m_numbers.size())
                m_numbers.resize(m_size * 2 + 64);
            m_numbers[m_size++] = n;
        }
        void clear() { m_size = 0; }
        std::size_t size() const { return m_size; }
        std::span<const Number> all() const { return {m_numbers.data(), m_size}; }

    private:
        std::vector<Number> m_numbers;
        std::size_t m_size = 0;
    };

    static constexpr std::size_t kRecent = 64;
    /// A value of the dictionary.
    struct Entry {
        TextEnds ends;
        std::uint32_t at = 0; // in m_text
    };

    /// Most values are short: a call to copy or to compare each costs more than the copy.
    static void copy(char *to, std::string_view value)
    {
        const char *from = value.data();
        const std::size_t n = value.size();
        const auto ends = [&]<typename Word>(Word word) {
            std::memcpy(&word, from, sizeof word);
            Word last;
            std::memcpy(&last, from + n - sizeof last, sizeof last);
            std::memcpy(to, &word, sizeof word);
            std::memcpy(to + n - sizeof last, &last, sizeof last);
        };
        if (n > 16)
            std::memcpy(to, from, n);
        else if (n >= 8)
            ends(std::uint64_t());
        else if (n >= 4)
            ends(std::uint32_t());
        else
            for (std::size_t i = 0; i < n; ++i)
                to[i] = from[i];
    }
    void append(std::string_view value)
    {
        if (m_text.size() < m_used + value.size())
            m_text.resize(std::max(m_used + value.size(), m_text.size() * 2 + 64));
        copy(m_text.data() + m_used, value);
        m_used += value.size();
    }

    void addRaw(std::string_view value)
    {
        append(value);
        m_lengths.push(static_cast<std::uint32_t>(value.size()));
    }

    void addKey(std::string_view value)
    {
        // Most values of a field are one of a few.
        const TextEnds ends(value);
        std::uint16_t &recent = m_recent[ends.mixed() >> 58];
        if (recent != 0 && same(m_entries[recent - 1u], ends, value)) {
            m_ids.push(static_cast<std::uint16_t>(recent - 1u));
            return;
        }
        addRareKey(value, ends, recent);
    }

    bool same(const Entry &entry, const TextEnds &ends, std::string_view value) const
    {
        return TextEnds::same(entry.ends, m_text.data() + entry.at, ends, value.data());
    }

    void addRareKey(std::string_view value, const TextEnds &ends, std::uint16_t &recent)
    {
        const auto found = [&](std::size_t id) {
            recent = static_cast<std::uint16_t>(id + 1);
            m_ids.push(static_cast<std::uint16_t>(id));
        };
        if (m_slots.empty())
            m_slots.assign(64, 0);
        std::size_t at = hashBytes(value) & (m_slots.size() - 1);
        while (m_slots[at] != 0) {
            const std::size_t id = m_slots[at] - 1u;
            if (same(m_entries[id], ends, value)) {
                found(id);
                return;
            }
            at = (at + 1) & (m_slots.size() - 1);
        }
        // A new value: give up on the dictionary when most values are new or there are many.
        const std::size_t count = m_entries.size();
        if ((count >= 48 && count * 2 > m_ids.size()) || count >= 1024 || m_used > (1u << 20)) {
            toRaw();
            addRaw(value);
            return;
        }
        m_entries.push_back({ends, static_cast<std::uint32_t>(m_used)});
        append(value);
        m_slots[at] = static_cast<std::uint16_t>(count + 1);
        found(count);
        if ((count + 1) * 2 > m_slots.size())
            grow();
    }

    void grow()
    {
        std::vector<std::uint16_t> bigger(m_slots.size() * 4, 0);
        for (std::size_t id = 0; id < m_entries.size(); ++id) {
            std::size_t at = hashBytes(entry(id)) & (bigger.size() - 1);
            while (bigger[at] != 0)
                at = (at + 1) & (bigger.size() - 1);
            bigger[at] = static_cast<std::uint16_t>(id + 1);
        }
        m_slots.swap(bigger);
    }

    void toRaw()
    {
        std::string text;
        m_lengths.clear();
        for (const std::uint16_t id : m_ids.all()) {
            const std::string_view value = entry(id);
            text.append(value);
            m_lengths.push(static_cast<std::uint32_t>(value.size()));
        }
        m_text.swap(text);
        m_used = m_text.size();
        m_ids.clear();
        m_entries.clear();
        m_raw = true;
    }

    bool m_raw = false;
    std::string m_text;                   // of the dictionary, or of all values: the first m_used bytes
    std::size_t m_used = 0;
    std::vector<Entry> m_entries;         // of the dictionary
    PerRow<std::uint16_t> m_ids;
    PerRow<std::uint32_t> m_lengths;      // raw only
    std::vector<std::uint16_t> m_slots;   // hash table: id + 1
    std::array<std::uint16_t, kRecent> m_recent{}; // by the upper bits of TextEnds::mixed(): id + 1 of the value seen last
};

} // namespace triptych::telemetry
