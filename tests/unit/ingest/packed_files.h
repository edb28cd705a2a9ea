#pragma once
#include <QByteArray>
#include <QFile>
#include <QString>
#include <archive.h>
#include <archive_entry.h>
#include <string>
#include <utility>
#include <vector>

namespace triptych::tests {

/// What an archive shall hold: names and contents.
using Members = std::vector<std::pair<std::string, std::string>>;

/// Packs members with libarchive: a format ("zip", "7zip", "gnutar", "raw" for one bare stream) and a filter ("gzip",
/// "zstd", "xz", "bzip2", or "").
inline std::string pack(const char *format, const char *filter, const Members &members)
{
    std::string out(16u << 20, '\0');
    std::size_t used = 0;
    archive *a = archive_write_new();
    archive_write_set_format_by_name(a, format);
    if (*filter)
        archive_write_add_filter_by_name(a, filter);
    archive_write_set_bytes_in_last_block(a, 1);
    archive_write_open_memory(a, out.data(), out.size(), &used);
    for (const auto &[name, content] : members) {
        archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_write_header(a, entry);
        archive_write_data(a, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive_write_close(a);
    archive_write_free(a);
    out.resize(used);
    return out;
}

inline std::string bare(const char *filter, const std::string &content)
{
    return pack("raw", filter, {{"data", content}});
}

inline QString put(const QString &path, const std::string &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(path));
    file.write(content.data(), static_cast<qint64>(content.size()));
    return path;
}

} // namespace triptych::tests
