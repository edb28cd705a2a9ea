#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"

#include <QObject>
#include <QStringList>

namespace triptych::ui {

/// What the window says of the data and of the filter: the line in the filter bar and the status line. Asks the source
/// whenever the selection, the page or the data change. GUI thread.
class SessionFacts : public QObject
{
    Q_OBJECT
public:
    explicit SessionFacts(Context &context, QObject *parent = nullptr);

    const telemetry::StoreInfo &info() const { return m_info; }
    /// What status() says, in this order: shown of all, marked, beyond a limit, dropped.
    /// "214 of 8,645 traces · 41 ms"; empty until known.
    const QString &filterResult() const { return m_result; }
    /// How the filter was put to a server, and what that means for what is shown: for a tooltip; empty for what is local.
    const QString &asked() const { return m_asked; }
    /// Whether that tells of something that was decided here, left out, or edited.
    bool remarked() const { return m_remarked; }
    const QStringList &status() const { return m_status; }
    /// Of the trace that is open, instead of what the filter found while its page is shown.
    void setTrace(const QStringList &facts);
    /// Of the last import: with any, nothing claims that all is here.
    void setUnreadFiles(int files);
    /// Place in status() of what was dropped; -1 if nothing was.
    int warning() const { return m_warning; }

Q_SIGNALS:
    void infoChanged();
    void changed();

private:
    struct Found {
        std::uint64_t traces = 0, spans = 0, logs = 0;
        qint64 ms = 0;
        bool failed = false;
        std::vector<sources::FetchNote> notes;
    };
    void askInfo();
    void askFound();
    void tell(Found found, bool filtered);
    void compose();
    QString marked() const;
    void tellNotes(const std::vector<sources::FetchNote> &notes);

    Context &m_context;
    base::LatestJob m_infoJob, m_foundJob;
    telemetry::StoreInfo m_info;
    Found m_found;
    bool m_filtered = false;
    QString m_result, m_asked;
    QStringList m_trace;
    QStringList m_status;
    int m_warning = -1, m_unreadFiles = 0;
    bool m_remarked = false;
};

} // namespace triptych::ui
