#include "app/cli/file_output.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace triptych::cli {

using base::Error;
using base::ErrorKind;
using base::Result;

FileOutput::FileOutput(std::string path, int fd, Output &standard) : m_path(std::move(path)), m_part(m_path + ".part"), m_fd(fd), m_standard(standard)
{
    if (m_fd >= 0)
        m_own = std::make_unique<Output>(m_fd);
}

FileOutput::~FileOutput()
{
    if (!m_own)
        return;
    m_own.reset();
    ::close(m_fd);
    ::unlink(m_part.c_str());
}

Result<std::unique_ptr<FileOutput>> FileOutput::open(const std::string &path, Output &standard)
{
    if (path.empty() || path == "-")
        return std::unique_ptr<FileOutput>(new FileOutput({}, -1, standard));
    const int fd = ::open((path + ".part").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return Error{ErrorKind::Unreadable, std::string("the file cannot be written: ") + std::strerror(errno), {path, {}, {}, {}}, {}, {}};
    return std::unique_ptr<FileOutput>(new FileOutput(path, fd, standard));
}

Result<void> FileOutput::finish()
{
    const auto broken = [this](const char *what) {
        return Error{errno == ENOSPC ? ErrorKind::DiskFull : ErrorKind::Unreadable, std::string(what) + ": " + std::strerror(errno), {m_path, {}, {}, {}}, {}, {}};
    };
    if (!m_own)
        return m_standard.flush() ? Result<void>() : Result<void>(broken("standard output was closed"));
    const bool whole = m_own->flush();
    if (!whole)
        return broken("writing failed");
    m_own.reset();
    if (::close(m_fd) != 0)
        return broken("writing failed");
    if (::rename(m_part.c_str(), m_path.c_str()) != 0)
        return broken("the file cannot be given its name");
    return {};
}

} // namespace triptych::cli
