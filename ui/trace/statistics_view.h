#pragma once
#include "ui/trace/statistics_model.h"
#include "ui/theme/theme.h"

#include <QTreeView>

namespace triptych::ui {

class StatisticsDelegate;

/// The statistics table: the group takes what the figures leave, scrolling sideways where that is too little.
class StatisticsView : public QTreeView
{
    Q_OBJECT
public:
    StatisticsView(Theme &theme, StatisticsModel &model, QWidget *parent = nullptr);

    /// The column of services, where there is room for it.
    void setServiceShown(bool shown);
    /// Marks this text in every cell that shows it.
    void setMatch(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    bool m_serviceShown = true;
    StatisticsDelegate *m_delegate;
};

} // namespace triptych::ui
