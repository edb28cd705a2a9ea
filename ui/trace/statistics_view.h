#pragma once
#include "ui/trace/statistics_model.h"
#include "ui/theme/theme.h"

#include <QTreeView>

namespace triptych::ui {

/// The statistics table: the group takes what the figures leave, scrolling sideways where that is too little.
class StatisticsView : public QTreeView
{
    Q_OBJECT
public:
    StatisticsView(Theme &theme, StatisticsModel &model, QWidget *parent = nullptr);

    /// The column of services, where there is room for it.
    void setServiceShown(bool shown);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    bool m_serviceShown = true;
};

} // namespace triptych::ui
