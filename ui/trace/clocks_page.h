#pragma once
#include "analysis/clock_offsets.h"
#include "base/latest_job.h"
#include "ui/trace/trace_state.h"

#include <QAbstractTableModel>
#include <QWidget>

class QTreeView;

namespace triptych::ui {

class FlatButton;

/// The clocks of a trace and how far each is moved; the offset may be edited ("12 ms", "-3s", "0"). GUI thread.
class ClocksModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Clock, Spans, Offset, Evidence, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    void setTrace(std::shared_ptr<const analysis::TraceTable> trace, std::vector<analysis::ClockOffset> clocks,
                  std::vector<analysis::ClockSetting> settings);
    /// Where each clock runs ("eu-west-1a · pay-7f"), by row; as far as it is known.
    void setPlaces(const QStringList &places);
    const analysis::ClockOffset &clock(int row) const { return m_clocks[static_cast<std::size_t>(row)]; }
    bool isSet(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_clocks.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void offsetChosen(int row, qint64 offset);

private:
    QString text(int row, int column) const;
    std::shared_ptr<const analysis::TraceTable> m_trace;
    std::vector<analysis::ClockOffset> m_clocks;
    std::vector<analysis::ClockSetting> m_settings;
    QStringList m_places;
};

/// Which clock was assumed to be wrong by how much, with the evidence; each offset can be changed, left as recorded, or
/// left to the rule again, and all of it switched off. GUI thread.
class ClocksPage : public QWidget
{
    Q_OBJECT
public:
    explicit ClocksPage(TraceState &state, QWidget *parent = nullptr);
    QWidget *controls() const { return m_controls; }
    ClocksModel &model() { return *m_model; }
    QTreeView &table() { return *m_table; }

    enum class How { Automatic, AsRecorded };
    void setClock(int row, How how);

Q_SIGNALS:
    /// What is to be assumed from now on.
    void chosen(triptych::analysis::Skew skew, const std::vector<triptych::analysis::ClockSetting> &settings);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fill();
    void fitColumns();
    void setOffset(int row, Nanos offset);
    void rowMenu(QPoint at);

    TraceState &m_state;
    base::LatestJob m_job;
    QWidget *m_controls;
    FlatButton *m_adjust, *m_reset;
    ClocksModel *m_model;
    QTreeView *m_table;
    bool m_stale = false; ///< the trace changed while this was hidden
};

} // namespace triptych::ui
