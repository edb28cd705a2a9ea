#pragma once
#include "items/aligned_model.h"
#include "ui/theme/theme.h"

#include <QTreeView>

namespace triptych::ui {

class AlignedDelegate;

/// Two traces span by span: the tree with both durations and, at the right, both time axes side by side. What only one
/// of them has is marked by word, colour and a dashed bar. Enter or a double click opens the span. GUI thread.
class AlignedView : public QTreeView
{
    Q_OBJECT
public:
    explicit AlignedView(Theme &theme, QWidget *parent = nullptr);
    items::AlignedModel &aligned() { return *m_model; }
    /// Marks this text in every cell that shows it.
    void setMatch(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    items::AlignedModel *m_model;
    AlignedDelegate *m_delegate;
};

} // namespace triptych::ui
