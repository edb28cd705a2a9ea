#pragma once
#include "ui/shell/import_view.h"
#include "ui/theme/theme.h"

#include <QListView>

namespace triptych::ui {

class ImportFilesModel;

/// The files of an import, one a line: name, format, bar, count. Thousands of them cost nothing.
class ImportFiles : public QListView
{
    Q_OBJECT
public:
    explicit ImportFiles(Theme &theme, QWidget *parent = nullptr);
    void show(const QVector<ImportLine> &files);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    ImportFilesModel *m_model;
};

} // namespace triptych::ui
