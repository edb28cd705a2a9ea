#include "items/save_file.h"

#include <QSaveFile>

namespace triptych::items {

base::Result<void> saveFile(const QString &path, std::string_view bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes.data(), qint64(bytes.size())) == qint64(bytes.size()) && file.commit())
        return {};
    base::Error error;
    error.kind = base::ErrorKind::Unreadable;
    error.what = path.toStdString() + " could not be written: " + file.errorString().toStdString();
    error.where.file = path.toStdString();
    return error;
}

} // namespace triptych::items
