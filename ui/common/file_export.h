#pragma once
#include "base/latest_job.h"
#include "base/result.h"
#include "ui/common/context.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

class QWidget;

namespace triptych::ui {

/// Takes something out of a page into a file: asks where to, writes in the pool, says what failed. GUI thread.
class FileExport : public QObject
{
    Q_OBJECT
public:
    struct Kind {
        QString name;   ///< "Folded stacks"
        QString ending; ///< ".folded"
    };
    using Write = std::function<base::Result<void>(const QString &path, std::stop_token)>;

    FileExport(Context &context, QWidget *owner);
    /// A dialog with the kinds to choose from; the ending that the user writes wins. `make(path, kind)` is called on the
    /// GUI thread once a file was chosen, what it returns is run in the pool.
    void ask(const QString &title, const QString &name, std::vector<Kind> kinds, std::function<Write(const QString &path, std::size_t kind)> make);
    void write(const QString &title, const QString &path, Write write);
    /// The kinds and the way to write a picture of `what`, as it looks when the file was chosen.
    void askForPicture(QWidget &what, const QString &name);

Q_SIGNALS:
    void written(const QString &path);

private:
    Context &m_context;
    QWidget *m_owner;
    base::LatestJob m_job;
};

} // namespace triptych::ui
