#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>

namespace triptych::base {

/// A first-in first-out queue of at most `capacity` elements between threads; push waits while it is full, pop while
/// it is empty. close() ends both: push then returns false, pop drains what is left and returns nothing.
template <typename T> class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) {}

    bool push(T value, std::stop_token stop = {})
    {
        std::unique_lock lock(m_mutex);
        if (!m_space.wait(lock, stop, [this] { return m_closed || m_items.size() < m_capacity; }) || m_closed)
            return false;
        m_items.push_back(std::move(value));
        m_filled.notify_one();
        return true;
    }

    /// False, and `value` untouched, where it would have to wait or is closed.
    bool tryPush(T &value)
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed || m_items.size() >= m_capacity)
            return false;
        m_items.push_back(std::move(value));
        m_filled.notify_one();
        return true;
    }

    std::optional<T> pop(std::stop_token stop = {})
    {
        std::unique_lock lock(m_mutex);
        if (!m_filled.wait(lock, stop, [this] { return m_closed || !m_items.empty(); }) || m_items.empty())
            return std::nullopt;
        std::optional<T> value(std::move(m_items.front()));
        m_items.pop_front();
        m_space.notify_one();
        return value;
    }

    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_filled.notify_all();
        m_space.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_filled, m_space;
    std::deque<T> m_items;
    std::size_t m_capacity;
    bool m_closed = false;
};

} // namespace triptych::base
