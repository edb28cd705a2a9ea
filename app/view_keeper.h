#pragma once
#include "base/latest_job.h"
#include "session/view_state.h"

#include <QTimer>
#include <string>
#include <utility>
#include <vector>

namespace triptych::app {

/// Keeps how each document was left, in a file beside the settings that bears the name of the document's content: a
/// bundle that was moved, or saved as a store, opens as it was left. GUI thread but where it says so.
class ViewKeeper : public QObject
{
    Q_OBJECT
public:
    ViewKeeper(session::Session &session, base::JobPool &pool, QString folder);
    /// Writes what is not written yet.
    ~ViewKeeper() override;

    /// The file for what was imported (content hash and path each); empty if there is nothing to know it by. Any thread.
    static QString fileFor(const QString &folder, const std::vector<std::pair<std::string, std::string>> &content);
    /// What that file holds, if it can be read. Any thread.
    static std::optional<session::ViewState> read(const QString &file);

    const QString &folder() const { return m_folder; }
    /// Shows `view`, its window as soon as the trace has loaded.
    void show(const session::ViewState &view);
    /// From now on the session is written there, soon after each change; empty: nowhere. What is due is written first,
    /// so that this comes before the session of a document is given up.
    void keep(const QString &file);

private:
    void write();
    void takeWindow();

    session::Session &m_session;
    base::LatestJob m_writing;
    QString m_folder, m_file;
    QTimer m_due;
    telemetry::TimeRange m_extent, m_window; ///< awaited
};

} // namespace triptych::app
