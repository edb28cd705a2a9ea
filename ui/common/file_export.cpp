#include "ui/common/file_export.h"

#include "ui/common/picture.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPointer>

namespace triptych::ui {

FileExport::FileExport(Context &context, QWidget *owner) : QObject(owner), m_context(context), m_owner(owner), m_job(context.pool)
{
    context.workspace.busy().watch(m_job);
}

void FileExport::ask(const QString &title, const QString &name, std::vector<Kind> kinds, std::function<Write(const QString &, std::size_t)> make)
{
    QStringList filters;
    for (const Kind &kind : kinds)
        filters.append(QStringLiteral("%1 (*%2)").arg(kind.name, kind.ending));
    auto *dialog = new QFileDialog(m_owner, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    dialog->selectFile(name + kinds.front().ending);
    const auto chosen = [filters](const QString &filter) { return static_cast<std::size_t>(std::max<qsizetype>(0, filters.indexOf(filter))); };
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, kinds, name, chosen](const QString &filter) {
        dialog->selectFile(name + kinds[chosen(filter)].ending);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, title, kinds = std::move(kinds), make = std::move(make), chosen](const QString &path) {
        std::size_t kind = chosen(dialog->selectedNameFilter());
        for (std::size_t i = 0; i < kinds.size(); ++i)
            if (path.endsWith(kinds[i].ending, Qt::CaseInsensitive))
                kind = i;
        write(title, path, make(path, kind));
    });
    dialog->open();
}

void FileExport::write(const QString &title, const QString &path, Write write)
{
    m_job.start([write = std::move(write), path](std::stop_token stop) { return write(path, stop); },
                [this, title, path](base::Result<void> done) {
                    if (done) {
                        Q_EMIT written(path);
                    } else if (done.error().kind != base::ErrorKind::Stopped) {
                        auto *box = new QMessageBox(QMessageBox::Warning, title, QString::fromStdString(done.error().what), QMessageBox::Ok, m_owner);
                        box->setAttribute(Qt::WA_DeleteOnClose);
                        box->setTextFormat(Qt::PlainText);
                        box->setInformativeText(path);
                        box->open();
                    }
                });
}

void FileExport::askForPicture(QWidget &what, const QString &name)
{
    ask(tr("Export picture"), name, {{tr("PNG picture"), QStringLiteral(".png")}, {tr("SVG picture"), QStringLiteral(".svg")}},
        [this, what = QPointer<QWidget>(&what)](const QString &path, std::size_t) -> Write {
            const Picture picture = what ? Picture::of(*what, path, m_context.theme.color(Role::Surface)) : Picture();
            return [picture](const QString &to, std::stop_token) { return picture.write(to); };
        });
}

} // namespace triptych::ui
