#pragma once
#include "ui/common/context.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace triptych::ui {

class FlatButton;
class TextLabel;

/// The colour rules in their order: what each finds, its colour, whether it is used. Every change holds at once. GUI thread.
class ColoursPage : public QWidget
{
    Q_OBJECT
public:
    explicit ColoursPage(Context &context, QWidget *parent = nullptr);

private:
    QWidget *makeFields();
    void fill();
    void fillFields();
    void take();
    int current() const;

    Context &m_context;
    QTreeWidget *m_list;
    TextLabel *m_none; ///< in the list while it is empty
    QLineEdit *m_name, *m_filter;
    QComboBox *m_colour;
    TextLabel *m_problem;
    FlatButton *m_add, *m_remove, *m_up, *m_down;
    bool m_filling = false;
};

} // namespace triptych::ui
