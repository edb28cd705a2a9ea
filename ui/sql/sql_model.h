#pragma once
#include "telemetry/answers.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <memory>

namespace triptych::ui {

/// The rows of one answer; numbers stand right, NULL is grey.
class SqlModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    explicit SqlModel(Theme &theme, QObject *parent = nullptr);
    using Result = std::shared_ptr<const telemetry::SqlResult>; ///< never null
    void set(Result result);
    const telemetry::SqlResult &result() const { return *m_result; }
    /// Cells that hold this text are marked; empty for none.
    void setMatch(const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Theme &m_theme;
    Result m_result = std::make_shared<const telemetry::SqlResult>();
    QString m_match;
};

} // namespace triptych::ui
