#pragma once
#include "items/log_places.h"
#include "ui/common/context.h"

#include <QWidget>

class QListWidget;

namespace triptych::ui {

class StatePane;

/// Marked lines in order; a click or Enter goes there, Delete takes the mark away.
class MarksPanel : public QWidget
{
    Q_OBJECT
public:
    MarksPanel(Context &context, items::LogsModel &lines, items::LogPlaces &places, QWidget *parent = nullptr);

Q_SIGNALS:
    void rowWanted(qint64 row);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();

    items::LogsModel &m_lines;
    items::LogPlaces &m_places;
    QListWidget *m_list;
    StatePane *m_nothing;
};

} // namespace triptych::ui
