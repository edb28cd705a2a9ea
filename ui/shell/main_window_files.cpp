#include "ui/shell/main_window.h"

#include "ui/overview/overview_page.h"
#include "ui/shell/import_pane.h"
#include "ui/shell/session_facts.h"
#include "ui/start/start_page.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <algorithm>

namespace triptych::ui {

namespace {
constexpr int kMainWindowFilesIcon = 32;

/// Whatever is proposed: a move would have the file manager remove what was only read.
void takeCopy(QDropEvent &event)
{
    event.setDropAction(Qt::CopyAction);
    event.accept();
}

void makeReady(QWidget *page)
{
    if (!page)
        return;
    page->ensurePolished();
    const auto children = page->findChildren<QWidget *>();
    for (QWidget *child : children)
        child->ensurePolished();
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

void MainWindow::showImport(const ImportView &view)
{
    if (!m_import) {
        m_import = new ImportPane(m_context.theme);
        m_stack->addWidget(m_import);
        connect(m_import, &ImportPane::cancelRequested, this, &MainWindow::cancelImportRequested);
        connect(m_import, &ImportPane::dismissed, this, [this] {
            m_importShown = false;
            showPage();
        });
    }
    m_import->show(view);
    const bool started = !m_importRunning && view.state == ImportView::State::Running;
    m_importRunning = view.state == ImportView::State::Running;
    const bool failed = view.state == ImportView::State::Failed;
    if (started || failed)
        m_importShown = true; // it was just asked for, or is all there is to see
    if (started && !m_context.workspace.source()) {
        // The page of a trace takes a tenth of a second to make and to style, which is over when the trace comes.
        QTimer::singleShot(0, this, [this] { makeReady(pageOf(session::Page::Trace)); });
    }
    else if (!m_importRunning)
        m_importShown = m_importShown && !m_context.workspace.source();
    m_importLands = view.state == ImportView::State::Done;
    setUnreadFiles(int(std::count_if(view.files.begin(), view.files.end(), [](const ImportLine &file) { return file.state == ImportLine::State::Failed; })));
    m_news = m_importRunning || !view.losses.isEmpty();
    showPage();
    showFacts();
}

void MainWindow::setUnreadFiles(int files)
{
    m_unreadFiles = files;
    m_facts->setUnreadFiles(files);
    if (const auto overview = m_pages.find(session::Page::Overview); overview != m_pages.end())
        if (auto *page = qobject_cast<OverviewPage *>(overview->second))
            page->setUnreadFiles(files);
}

void MainWindow::showImports()
{
    m_news = false;
    if (!m_import) {
        auto *box = new QMessageBox(QMessageBox::Information, tr("Imports"), tr("Nothing was imported in this window yet."), QMessageBox::Ok, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
        return;
    }
    m_importShown = m_stack->currentWidget() != m_import;
    showPage();
}

void MainWindow::showFailure(const QString &title, const QString &text, const QVector<FailureChoice> &choices)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Triptych"), title, choices.isEmpty() ? QMessageBox::Ok : QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(m_context.theme.icon(QStringLiteral("warning"), Role::Warning).pixmap(QSize(kMainWindowFilesIcon, kMainWindowFilesIcon), devicePixelRatioF()));
    box->setInformativeText(text.isEmpty() ? text : text.front().toUpper() + text.mid(1));
    // The format above is the title's alone; what a server or a file says is text, whatever it looks like.
    if (auto *words = box->findChild<QLabel *>(QStringLiteral("qt_msgbox_informativelabel")))
        words->setTextFormat(Qt::PlainText);
    for (const FailureChoice &choice : choices) {
        QPushButton *button = box->addButton(choice.text, QMessageBox::ActionRole);
        connect(button, &QPushButton::clicked, this, choice.run);
        if (!box->defaultButton())
            box->setDefaultButton(button);
    }
    box->open();
}

} // namespace triptych::ui
