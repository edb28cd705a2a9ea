#pragma once
#include "analysis/flame_filter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QHBoxLayout;

namespace triptych::ui {

/// The row of what is left out of a flame graph: a chip per rule, each with its own way out. Hidden while there is none.
/// GUI thread.
class FlameChips : public QWidget
{
    Q_OBJECT
public:
    explicit FlameChips(Theme &theme, QWidget *parent = nullptr);
    const analysis::FlameFilter &filter() const { return m_filter; }
    void setFilter(const analysis::FlameFilter &filter);
    void add(analysis::FlameFilter::Verb verb, const analysis::FramePattern &pattern);
    void toggleRecursion();

Q_SIGNALS:
    void filterChanged();

private:
    void rebuild();
    void addChip(const QString &text, std::function<void(analysis::FlameFilter &)> remove);

    Theme &m_theme;
    QHBoxLayout *m_row;
    analysis::FlameFilter m_filter;
};

} // namespace triptych::ui
