#pragma once

namespace triptych::ui {

/// One for each view that a user may wait for: the first set() writes to the log (category triptych.start) how long after
/// the start of the process the view was painted with what it is for, and the processor time until then. GUI thread.
class PaintMark
{
public:
    explicit PaintMark(const char *view) : m_view(view) {}
    void set();

private:
    const char *m_view;
    bool m_set = false;
};

} // namespace triptych::ui
