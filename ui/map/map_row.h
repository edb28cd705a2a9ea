#pragma once
#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace triptych::ui {

/// One row beside the map: swatch, name, figures at the right in columns. Rows that lead somewhere can be pressed.
class MapRow : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Leads : std::uint8_t { Nowhere, ToItem };
    MapRow(Theme &theme, const QString &name, const QColor &swatch, const QStringList &figures, Leads leads, QWidget *parent = nullptr);
    /// The last figure is drawn as an error.
    void setFailing(bool failing);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme &m_theme;
    QColor m_swatch;
    QStringList m_figures;
    bool m_failing = false;
};

} // namespace triptych::ui
