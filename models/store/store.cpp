#include "store/store.h"

#include "store/bulk_writer.h"
#include "store/database.h"
#include "store/reader.h"

#include <atomic>
#include <chrono>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace triptych::store {

using base::Error;
using base::ErrorKind;
using base::Result;

Store::Store(std::unique_ptr<Database> database) : m(std::move(database)) {}
Store::~Store() = default;

Result<std::shared_ptr<Store>> Store::open(const std::filesystem::path &file, Mode mode, Options options)
{
    auto database = std::make_unique<Database>();
    database->file = file;
    if (auto opened = database->open(mode, options); !opened)
        return opened.error();
    return std::make_shared<Store>(std::move(database));
}

namespace {

/// The process of `<time>-<pid>-<n>.triptych`, of its log and its spill; 0 for any other name.
pid_t ownerOf(const std::string &name)
{
    const char *const end = name.data() + name.size();
    unsigned long long time = 0;
    pid_t pid = 0;
    unsigned number = 0;
    auto at = std::from_chars(name.data(), end, time);
    if (at.ec != std::errc() || at.ptr == end || *at.ptr != '-')
        return 0;
    at = std::from_chars(at.ptr + 1, end, pid);
    if (at.ec != std::errc() || pid <= 0 || at.ptr == end || *at.ptr != '-')
        return 0;
    at = std::from_chars(at.ptr + 1, end, number);
    if (at.ec != std::errc())
        return 0;
    const std::string_view ending(at.ptr, static_cast<std::size_t>(end - at.ptr));
    return ending == ".triptych" || ending == ".triptych.wal" || ending == ".triptych.spill" ? pid : 0;
}

/// Whether the engine of another process holds the store: one in another sandbox has a pid that says nothing here.
bool isHeld(const std::filesystem::path &store)
{
    const int file = ::open(store.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0)
        return false;
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const bool held = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    ::close(file);
    return held;
}

/// A killed process cannot remove its store, so the next session does.
void removeAbandoned(const std::filesystem::path &folder)
{
    std::error_code ignored;
    std::vector<std::filesystem::path> abandoned;
    for (std::filesystem::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
        const std::string name = entry->path().filename().string();
        const pid_t owner = ownerOf(name);
        if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH && !isHeld(folder / (name.substr(0, name.find('.')) + ".triptych")))
            abandoned.push_back(entry->path());
    }
    for (const auto &path : abandoned)
        std::filesystem::remove_all(path, ignored);
}

} // namespace

Result<std::shared_ptr<Store>> Store::temporary(Options options)
{
    namespace fs = std::filesystem;
    const char *cache = std::getenv("XDG_CACHE_HOME");
    const char *home = std::getenv("HOME");
    fs::path folder = cache && *cache ? fs::path(cache) : home && *home ? fs::path(home) / ".cache" : fs::temp_directory_path();
    folder /= "triptych/sessions";
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        return Error{ErrorKind::Unreadable, "no folder for the session's store: " + failed.message(), {folder.string(), {}, {}, {}}, {},
                     "set XDG_CACHE_HOME to a folder that can be written"};
    removeAbandoned(folder);
    static std::atomic<unsigned> count{0};
    const auto now = std::chrono::system_clock::now().time_since_epoch().count();
    auto database = std::make_unique<Database>();
    database->file = folder / (std::to_string(now) + "-" + std::to_string(getpid()) + "-" + std::to_string(count++) + ".triptych");
    database->removeAtEnd = true;
    if (auto opened = database->open(Mode::Create, options); !opened)
        return opened.error();
    return std::make_shared<Store>(std::move(database));
}

const std::filesystem::path &Store::path() const
{
    return m->file;
}

std::uint64_t Store::fileBytes() const
{
    std::uint64_t bytes = 0;
    for (const char *part : {"", ".wal"}) { // the log holds what small imports brought
        std::error_code missing;
        const auto n = std::filesystem::file_size(m->file.string() + part, missing);
        bytes += missing ? 0 : n;
    }
    return bytes;
}

std::uint64_t Store::version() const
{
    return m->version;
}

Result<std::unique_ptr<BulkWriter>> Store::write()
{
    if (m->readOnly)
        return Error{ErrorKind::Unreadable, "the store is open for reading only", {m->file.string(), {}, {}, {}}, {}, {}};
    if (!m->writing.try_lock())
        return Error{ErrorKind::Busy, "another import is running into this store", {m->file.string(), {}, {}, {}}, {}, {}};
    return std::make_unique<BulkWriter>(*m);
}

Result<std::unique_ptr<Reader>> Store::read() const
{
    return std::make_unique<Reader>(*m);
}

std::vector<std::pair<std::string, std::string>> Store::importedContent() const
{
    const std::shared_lock lock(m->mutex);
    return {m->imported.begin(), m->imported.end()};
}

Result<void> Store::setMeta(const std::string &key, const std::string &value)
{
    auto connection = m->connect();
    if (!connection)
        return connection.error();
    if (auto r = duck::run(connection->get(), "DELETE FROM meta WHERE key = ?", {key}); !r)
        return r;
    return duck::run(connection->get(), "INSERT INTO meta VALUES (?, ?)", {key, value});
}

namespace {

Result<void> copyFile(const std::filesystem::path &from, const std::filesystem::path &to, std::stop_token stop)
{
    std::ifstream in(from, std::ios::binary);
    std::ofstream out(to, std::ios::binary | std::ios::trunc);
    std::vector<char> block(4u << 20);
    while (in && out && !stop.stop_requested()) {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        out.write(block.data(), in.gcount());
    }
    out.close();
    if (stop.stop_requested())
        return Error{ErrorKind::Stopped, "stopped", {}, {}, {}};
    if (!in.eof() || !out)
        return Error{errno == ENOSPC ? ErrorKind::DiskFull : ErrorKind::Unreadable, "the copy could not be written", {}, {}, {}};
    return {};
}

/// A store that is open for reading cannot attach one for writing; but its file does not change either.
Result<void> copyReadOnly(const std::filesystem::path &from, const std::filesystem::path &to, std::stop_token stop)
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    const fs::path part = to.string() + ".part";
    auto copied = copyFile(from, part, stop);
    const fs::path log = from.string() + ".wal";
    if (copied && fs::exists(log, ignored))
        copied = copyFile(log, to.string() + ".wal", stop);
    std::error_code failed;
    if (copied)
        fs::rename(part, to, failed);
    if (copied && failed)
        copied = Error{ErrorKind::Unreadable, failed.message(), {}, {}, {}};
    if (copied)
        return {};
    fs::remove(part, ignored);
    Error e = copied.error();
    e.where.file = to.string();
    return e;
}

} // namespace

Result<void> Store::saveAs(const std::filesystem::path &target, std::stop_token stop) const
{
    if (m->readOnly)
        return copyReadOnly(m->file, target, stop);
    auto connection = m->connect();
    if (!connection)
        return connection.error();
    std::error_code ignored;
    const std::filesystem::path part = target.string() + ".part";
    std::filesystem::remove(part, ignored);
    std::string escaped;
    for (const char c : part.string())
        escaped += c == '\'' ? std::string("''") : std::string(1, c);
    auto done = duck::run(connection->get(), "ATTACH '" + escaped + "' AS saved (STORAGE_VERSION 'v1.2.0')");
    if (done) {
        std::string name;
        done = duck::query(connection->get(), "SELECT current_database()", {}, [&](const duck::Chunk &c) { name = std::string(c.text(0, 0)); });
        if (done)
            done = duck::script(connection->get(), "COPY FROM DATABASE " + duck::quoted(name) + " TO saved", stop);
        const auto detached = duck::run(connection->get(), "DETACH saved");
        if (done && !detached)
            done = detached;
    }
    if (done) {
        std::filesystem::rename(part, target, ignored);
        if (ignored)
            done = Error{ErrorKind::Unreadable, ignored.message(), {target.string(), {}, {}, {}}, {}, {}};
    }
    if (!done) {
        std::filesystem::remove(part, ignored);
        Error e = done.error();
        e.where.file = target.string();
        return e;
    }
    return {};
}

} // namespace triptych::store
