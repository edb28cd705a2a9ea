#pragma once
#include "base/latest_job.h"
#include "ui/common/context.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>

namespace triptych::ui {

/// Asks servers again: once, or every so often while what is open is live, or follows log lines as they are written. A
/// range of the last so many minutes moves along. GUI thread.
class Refresher : public QObject
{
    Q_OBJECT
public:
    explicit Refresher(Context &context, QObject *parent = nullptr);
    ~Refresher() override;

    /// The time by this machine's clock, ns since the epoch.
    static telemetry::Nanos now();
    void refresh();
    /// Intervals offered, in ms; 0 stands for "off".
    static const QVector<int> &intervals();
    int interval() const { return m_interval; }
    void setInterval(int ms);
    bool follows() const { return m_follows; }
    void setFollows(bool follows);
    /// Running becomes paused and back; what is not live becomes so, in the usual way.
    void togglePause();
    bool canBeLive() const;
    bool canFollow() const;
    /// Of the lines that are followed, each second; negative: not known yet.
    double rate() const { return m_rate; }
    /// How old the newest stored line is where the server has newer ones, ns; 0: everything is here.
    telemetry::Nanos behind() const { return m_behind; }
    const QString &trouble() const { return m_trouble; }

Q_SIGNALS:
    void changed(); ///< anything of the above

private:
    struct Feed;
    static constexpr int kUsualMs = 5000;
    void tick();
    void update();
    void startFollowing();
    void takeNews();

    Context &m_context;
    QTimer m_timer, m_newsTimer;
    int m_interval = 0;
    bool m_follows = false, m_undrawn = false;
    base::LatestJob m_tail;
    std::shared_ptr<Feed> m_feed; ///< what the running tail tells
    QElapsedTimer m_clock;
    double m_rate = -1;
    telemetry::Nanos m_behind = 0;
    QString m_trouble;
};

} // namespace triptych::ui
