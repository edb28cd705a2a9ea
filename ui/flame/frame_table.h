#pragma once
#include "analysis/flame_table.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QWidget>
#include <memory>

class QTreeView;

namespace triptych::ui {

class PaneHeader;

/// Operations of a merged profile with their share of its weight. GUI thread.
class FrameTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Operation, Value, Share, ColumnCount };
    enum FrameTableRole { ServiceRole = Qt::UserRole + 1, ShareRole };
    using QAbstractTableModel::QAbstractTableModel;

    void setProfile(std::shared_ptr<const analysis::FlameProfile> profile, analysis::FlameWeight weight);
    const std::vector<analysis::FrameRow> &rows() const { return m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const analysis::FlameProfile> m_profile;
    analysis::FlameWeight m_weight = analysis::FlameWeight::Total;
    std::vector<analysis::FrameRow> m_rows;
};

/// Which operations the weight of a set of traces goes to, heaviest first: with the critical path as weight, what held
/// the traces up. A click or the arrow keys choose the frame in the graph. GUI thread.
class FrameTable : public QWidget
{
    Q_OBJECT
public:
    explicit FrameTable(Theme &theme, QWidget *parent = nullptr);
    void show(const std::shared_ptr<const analysis::FlameProfile> &profile, analysis::FlameWeight weight);
    FrameTableModel &model() { return *m_model; }
    QTreeView &view() { return *m_view; }

Q_SIGNALS:
    void frameSelected(triptych::analysis::FrameIndex frame);

private:
    PaneHeader *m_header;
    FrameTableModel *m_model;
    QTreeView *m_view;
};

} // namespace triptych::ui
