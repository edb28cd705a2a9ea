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
    auto *dialog = new QFileDialog(this, tr("Open"), QString(), tr("All files (*);;Triptych stores (*.triptych);;Archives (*.zip *.tar *.tar.gz *.tgz *.tar.zst *.7z)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::openRequested);
    dialog->open();
}

void MainWindow::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Open Folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this, &MainWindow::openRequested);
    dialog->open();
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
    auto *dialog = new QFileDialog(this, tr("Save As"), QString(), tr("Triptych store (*.triptych)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("triptych"));
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::saveRequested);
    dialog->open();
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
