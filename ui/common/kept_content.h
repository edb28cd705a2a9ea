#pragma once
#include "base/result.h"
#include "ui/common/context.h"

#include <QTimer>
#include <QWidget>
#include <functional>
#include <memory>

namespace triptych::ui {

class Banner;
class ProgressLine;

/// Content whose question is asked again. It stays while the newer answer is under way, under a thin line, and where that
/// question fails it stays with what failed over it and a way to ask again. Content of another filter or of another source
/// does not stay. GUI thread.
class KeptContent : public QWidget
{
    Q_OBJECT
public:
    /// `retry` asks again what no server has to be asked for.
    KeptContent(Context &context, QWidget *content, std::function<void()> retry, QWidget *parent = nullptr);

    /// What is shown answers the filter of now.
    void setAnswered();
    /// Nothing is shown that could stay, nor the line over it.
    void setGone();
    bool stays() const; ///< whether it still answers the question of now
    void setAsking(bool asking); ///< a newer answer is under way, or no longer
    /// False, and nothing told, where nothing stays.
    bool showFailure(const base::Error &error);
    Banner *banner() const { return m_banner; }

    /// A server that failed one view failed them all: they are asked anew together.
    static void askAgain(Context &context, const std::function<void()> &retry);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showLine();

    Context &m_context;
    Banner *m_banner;
    ProgressLine *m_line;
    QTimer m_clock; ///< first the patience, then how far the servers are
    std::weak_ptr<sources::Source> m_source;
    std::string m_filter;
    bool m_any = false;
};

} // namespace triptych::ui
