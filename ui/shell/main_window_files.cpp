#include "ui/shell/main_window.h"

#include "ui/start/start_page.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMimeData>

namespace triptych::ui {

namespace {
/// Whatever is proposed: a move would have the file manager remove what was only read.
void takeCopy(QDropEvent &event)
{
    event.setDropAction(Qt::CopyAction);
    event.accept();
}
}

void MainWindow::chooseFiles()
{
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, tr("Open"), QString(), tr("All files (*);;Triptych stores (*.triptych);;Archives (*.zip *.tar *.tar.gz *.tgz *.tar.zst *.7z)"));
    if (!paths.isEmpty())
        Q_EMIT openRequested(paths);
}

void MainWindow::chooseFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open Folder"));
    if (!folder.isEmpty())
        Q_EMIT openRequested({folder});
}

void MainWindow::pasteData()
{
    const QMimeData *clip = QGuiApplication::clipboard()->mimeData();
    QStringList paths;
    for (const QUrl &url : clip->urls())
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    if (!paths.isEmpty())
        Q_EMIT openRequested(paths);
    else if (const QString text = clip->text(); !text.trimmed().isEmpty())
        Q_EMIT pasted(text.toUtf8());
}

void MainWindow::saveAs()
{
    QFileDialog dialog(this, tr("Save As"), QString(), tr("Triptych store (*.triptych)"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setDefaultSuffix(QStringLiteral("triptych"));
    if (dialog.exec() == QDialog::Accepted && !dialog.selectedFiles().isEmpty())
        Q_EMIT saveRequested(dialog.selectedFiles().front());
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!event->mimeData()->hasUrls())
        return;
    takeCopy(*event);
    m_start->setDropping(true);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *event)
{
    m_start->setDropping(false);
    QMainWindow::dragLeaveEvent(event);
}

void MainWindow::dropEvent(QDropEvent *event)
{
    m_start->setDropping(false);
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    if (paths.isEmpty())
        return;
    takeCopy(*event);
    Q_EMIT openRequested(paths);
}

} // namespace triptych::ui
