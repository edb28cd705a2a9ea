#pragma once
#include "ui/common/context.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace triptych::ui {

/// Theme, motion, wheel, letters, memory. Every change holds at once. GUI thread.
class GeneralPage : public QWidget
{
    Q_OBJECT
public:
    explicit GeneralPage(Context &context, QWidget *parent = nullptr);

private:
    QCheckBox *addSwitch(const QString &text, const QString &name);
    void takeTheme();

    Context &m_context;
    QComboBox *m_theme;
    QSpinBox *m_memory;
};

} // namespace triptych::ui
