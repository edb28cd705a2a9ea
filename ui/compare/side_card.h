#pragma once
#include "analysis/trace_set.h"
#include "query/selection.h"
#include "session/comparison.h"
#include "ui/common/card.h"
#include "ui/theme/theme.h"

class QLineEdit;

namespace triptych::ui {

class FlatButton;
class TextLabel;

/// One side of a comparison: its letter, its filter to edit in place, its time range, and its figures.
class SideCard : public Card
{
    Q_OBJECT
public:
    SideCard(Theme &theme, session::Side side, QWidget *parent = nullptr);
    void setSelection(const query::Selection &side);
    void setFigures(const analysis::TraceSet *set); ///< null: not known
    QLineEdit *line() const { return m_line; }
    FlatButton *menuButton() const { return m_menu; }

Q_SIGNALS:
    void edited(const query::Selection &side);

private:
    void take();

    Theme &m_theme;
    QLineEdit *m_line;
    FlatButton *m_menu;
    TextLabel *m_note;
    TextLabel *m_figures[4];
};

} // namespace triptych::ui
