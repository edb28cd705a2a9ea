#pragma once
#include "app/cli/output.h"
#include "base/result.h"

#include <memory>
#include <string>

namespace triptych::cli {

/// Where a command writes its result: standard output, or a file that appears under its name only when it is whole.
class FileOutput
{
public:
    /// `-` or empty: standard output. Errors: Unreadable.
    static base::Result<std::unique_ptr<FileOutput>> open(const std::string &path, Output &standard);
    ~FileOutput(); ///< removes the file unless finished
    FileOutput(const FileOutput &) = delete;
    FileOutput &operator=(const FileOutput &) = delete;

    Output &out() { return m_own ? *m_own : m_standard; }
    base::Result<void> finish();

private:
    FileOutput(std::string path, int fd, Output &standard);
    std::string m_path, m_part;
    int m_fd;
    Output &m_standard;
    std::unique_ptr<Output> m_own;
};

} // namespace triptych::cli
