#pragma once
#include "telemetry/answers.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace triptych::ui {

/// The rows of one answer; numbers stand right, NULL is grey.
class SqlModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit SqlModel(Theme &theme, QObject *parent = nullptr);
    void set(telemetry::SqlResult result);
    const telemetry::SqlResult &result() const { return m_result; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Theme &m_theme;
    telemetry::SqlResult m_result;
};

} // namespace triptych::ui
