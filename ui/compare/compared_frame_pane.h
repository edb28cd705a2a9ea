#pragma once
#include "analysis/trace_set.h"
#include "scene/diff_layout.h"
#include "ui/common/context.h"

#include <QWidget>

class QVBoxLayout;

namespace triptych::ui {

/// The chosen frame of a difference: in which side it is, how often, how long, its share of the change, and spans of
/// it to open. GUI thread.
class ComparedFramePane : public QWidget
{
    Q_OBJECT
public:
    explicit ComparedFramePane(Context &context, QWidget *parent = nullptr);
    void clear();
    void show(const scene::DiffLayout &layout, std::uint32_t node, const QString &change, const analysis::TraceSet &a,
              const analysis::TraceSet &b);

private:
    void figure(class QHBoxLayout &row, const QString &title, const QString &value);
    void examples(const QString &title, const analysis::TraceSet &set, const scene::DiffLayout &layout, std::uint32_t node);

    Context &m_context;
    QVBoxLayout *m_layout;
    QWidget *m_content = nullptr;
    QVBoxLayout *m_rows = nullptr;
};

} // namespace triptych::ui
