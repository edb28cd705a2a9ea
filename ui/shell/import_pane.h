#pragma once
#include "ui/shell/import_view.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace triptych::ui {

class Card;
class ElidedLabel;
class FlatButton;
class ImportFiles;
class ProgressLine;
class TextLabel;

/// One import: progress, rate, what is found so far, Cancel; every file with its own bar; and what was lost, where, why
/// and how often, with a report to copy.
class ImportPane : public QWidget
{
    Q_OBJECT
public:
    explicit ImportPane(Theme &theme, QWidget *parent = nullptr);
    void show(const ImportView &view);

Q_SIGNALS:
    void cancelRequested();
    void dismissed(); ///< "Close" after the end

private:
    void showLosses(const ImportView &view);

    Theme &m_theme;
    QVBoxLayout *m_column;
    TextLabel *m_detail;
    ElidedLabel *m_title;
    ProgressLine *m_progress;
    FlatButton *m_button;
    ImportFiles *m_files;
    QWidget *m_losses;
    ImportView::State m_state = ImportView::State::Running;
};

} // namespace triptych::ui
