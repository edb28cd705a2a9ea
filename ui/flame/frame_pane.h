#pragma once
#include "analysis/flame_profile.h"
#include "ui/common/context.h"

#include <QWidget>

class QVBoxLayout;

namespace triptych::ui {

class FigureRow;
class FlatButton;
class PaneHeader;
class StatePane;

/// The side of a merged flame graph: the chosen frame's figures, spans that show what it is about, and what can be
/// done with it. GUI thread.
class FramePane : public QWidget
{
    Q_OBJECT
public:
    explicit FramePane(Context &context, QWidget *parent = nullptr);
    /// Of `profile`; None: nothing chosen.
    void show(const std::shared_ptr<const analysis::FlameProfile> &profile, analysis::FlameNodeIndex node);

Q_SIGNALS:
    void sandwichRequested();
    void hideRequested();
    void keepRequested();

private:
    void showExamples(const std::optional<analysis::FlameExamples> &examples);

    Context &m_context;
    PaneHeader *m_header;
    StatePane *m_nothing;
    QWidget *m_body, *m_rows;
    FigureRow *m_figures;
    QVBoxLayout *m_examples;
    FlatButton *m_filter;
    QString m_service, m_operation;
};

} // namespace triptych::ui
